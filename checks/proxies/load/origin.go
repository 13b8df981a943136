package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// origin answers each request with the id in its path, and counts how often each POST has arrived.
func origin(args []string) {
	var mutex sync.Mutex
	posted := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /get/{id}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, r.PathValue("id"))
	})
	mux.HandleFunc("GET /slow/{id}", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Second)
		answer(w, r.PathValue("id"))
	})
	mux.HandleFunc("POST /post/{id}", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return // interrupted: not done
		}
		mutex.Lock()
		posted[r.PathValue("id")]++
		mutex.Unlock()
		answer(w, r.PathValue("id"))
	})
	mux.HandleFunc("GET /stream/{id}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for n := range lines {
			fmt.Fprintf(w, "%s %d\n", r.PathValue("id"), n)
			w.(http.Flusher).Flush()
			time.Sleep(time.Second / lines)
		}
	})
	// How often each POST of a run has arrived.
	mux.HandleFunc("GET /posted/{run}", func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		of := map[string]int{}
		for id, count := range posted {
			if strings.HasPrefix(id, r.PathValue("run")+"-") {
				of[id] = count
			}
		}
		json.NewEncoder(w).Encode(of)
	})
	if err := http.ListenAndServe(args[0], mux); err != nil {
		panic(err)
	}
}

func answer(w http.ResponseWriter, id string) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"id":%q}`, id)
}
