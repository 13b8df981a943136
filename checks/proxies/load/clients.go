package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	lines     = 10 // of a stream, within a second
	maxTime   = 3 * time.Minute
	maxAnswer = 15 * time.Second
)

// kind is what the clients of one group send, each on connections of its own that are kept alive.
type kind struct {
	name    string
	clients int
	pause   func() time.Duration // after each answer
}

var kinds = []kind{
	{"get", 8, func() time.Duration { return time.Duration(rand.Intn(10)) * time.Millisecond }},
	// Beside the 1 s after which servers with a short timeout close an idle connection.
	{"poll", 24, func() time.Duration { return time.Duration(980+rand.Intn(30)) * time.Millisecond }},
	{"post", 4, func() time.Duration { return time.Duration(rand.Intn(20)) * time.Millisecond }},
	{"slow-post", 8, func() time.Duration { return time.Duration(980+rand.Intn(30)) * time.Millisecond }},
	{"stream", 4, func() time.Duration { return 0 }},
}

type run struct {
	url, id string
	isH2    bool
	events  bool // streams are server-sent events, with an event "answer" at the end
	mutex   sync.Mutex
	counts  map[string]*count
	reasons map[string]int
	done    map[string]bool // the POSTs that were answered
}

type count struct{ sent, failed, wrong int }

// clients sends until SIGTERM, and prints for each kind: sent, failed, wrong; then the POSTs done twice or lost.
func clients(args []string) {
	r := &run{counts: map[string]*count{}, reasons: map[string]int{}, done: map[string]bool{}}
	flags := flag.NewFlagSet("clients", flag.ExitOnError)
	flags.StringVar(&r.url, "url", "", "the folder of /get, /post and /stream")
	origin := flags.String("origin", "", "tells which POSTs have arrived")
	flags.StringVar(&r.id, "id", "run", "begins each id; unique to this run")
	flags.BoolVar(&r.isH2, "h2", false, "HTTP/2 without TLS")
	flags.BoolVar(&r.events, "events", false, "streams are server-sent events")
	flags.Parse(args)

	until, end := context.WithTimeout(context.Background(), maxTime)
	defer end()
	until, stop := signal.NotifyContext(until, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	var all sync.WaitGroup
	for _, k := range kinds {
		r.counts[k.name] = &count{}
		for n := range k.clients {
			all.Go(func() { r.loop(until, k, fmt.Sprintf("%s-%s-%d", r.id, k.name, n)) })
		}
	}
	all.Wait()
	twice, lost := r.posts(*origin)
	for _, k := range kinds {
		c := r.counts[k.name]
		fmt.Printf("%d %d %d ", c.sent, c.failed, c.wrong)
	}
	fmt.Println(twice, lost)
	for reason, times := range r.reasons {
		fmt.Fprintf(os.Stderr, "  %4d x %s\n", times, reason)
	}
}

func (r *run) loop(until context.Context, k kind, id string) {
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetHTTP1(!r.isH2)
	transport.Protocols.SetUnencryptedHTTP2(r.isH2)
	client := &http.Client{Transport: transport, Timeout: maxAnswer}
	for n := 0; until.Err() == nil; n++ {
		r.one(client, k.name, fmt.Sprintf("%s-%d", id, n))
		select {
		case <-until.Done():
		case <-time.After(k.pause()):
		}
	}
}

// one sends a request, and counts it. Go's client sends a GET again if a reused connection was closed before its answer.
func (r *run) one(client *http.Client, kind, id string) {
	method, path, body := "GET", kind, io.Reader(nil)
	switch kind {
	case "poll":
		path = "get"
	case "post", "slow-post":
		method, path, body = "POST", "post", strings.NewReader(fmt.Sprintf(`{"id":%q}`, id))
	}
	request, err := http.NewRequest(method, r.url+"/"+path+"/"+id, body)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if kind == "stream" && r.events {
		request.Header.Set("Accept", "text/event-stream")
	}
	status, text, err := exchange(client, request)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	c := r.counts[kind]
	c.sent++
	switch {
	case err != nil:
		c.failed++
		r.reasons[kind+": "+reason(err)]++
	case status != 200:
		c.failed++
		r.reasons[fmt.Sprintf("%s: %d %.160s", kind, status, strings.ReplaceAll(text, id, "ID"))]++
	case !r.isRight(kind, id, text):
		c.wrong++
		r.reasons[fmt.Sprintf("%s: not the answer to ID: %.160s", kind, strings.ReplaceAll(text, id, "ID"))]++
	default:
		r.done[id] = strings.HasSuffix(kind, "post")
	}
}

func exchange(client *http.Client, request *http.Request) (int, string, error) {
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// reason is the text of an error without its address and ports.
func reason(err error) string {
	text := err.Error()
	if at := strings.Index(text, `": `); at > 0 {
		text = text[at+3:]
	}
	if at := strings.LastIndex(text, ": "); at > 0 && strings.Contains(text, "->") {
		text = text[at+2:]
	}
	return text
}

// isRight is whether an answer is complete, and the one to this id.
func (r *run) isRight(kind, id, text string) bool {
	quoted := fmt.Sprintf(`"id":%q`, id)
	switch {
	case kind != "stream":
		return text == "{"+quoted+"}"
	case r.events:
		return strings.Contains(text, "event: answer\n") && strings.Count(text, quoted) == strings.Count(text, `"id":`)
	default:
		return strings.Count(text, id+" ") == lines && strings.Count(text, "\n") == lines
	}
}

// posts counts the POSTs that have arrived more than once, and those that were answered and have not arrived.
func (r *run) posts(origin string) (twice, lost int) {
	status, text, err := exchange(http.DefaultClient, must(http.NewRequest("GET", origin+"/posted/"+r.id, nil)))
	arrived := map[string]int{}
	if err != nil || status != 200 || json.Unmarshal([]byte(text), &arrived) != nil {
		panic(fmt.Sprint("no list of the origin: ", status, err))
	}
	for _, times := range arrived {
		if times > 1 {
			twice++
		}
	}
	for id, isPost := range r.done {
		if isPost && arrived[id] == 0 {
			lost++
		}
	}
	return twice, lost
}

func must(request *http.Request, err error) *http.Request {
	if err != nil {
		panic(err)
	}
	return request
}
