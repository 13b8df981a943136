// Between the suite and Joinall, whose answers are JSON of many calls and not those of a proxy:
//
//   suite -> FRONT_PORT -> Joinall, a route of joinall.yaml -> BACK_PORT -> the origin of the suite
//
// The front makes an HTTP answer of the code, headers and body that the route gives. The back tells the origin the number of the
// request, which has to be no part of the call: it would be a part of its key.
import http from 'node:http'

const { FRONT_PORT, BACK_PORT, JOINALL_URL, ORIGIN_URL } = process.env
const forwarded = ['foo', 'other', 'bar', 'baz', 'abc', 'accept-language', 'authorization', 'cookie', 'range']
const ofTransfer = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length', 'te', 'trailer'])

/** The latest request for each test: its number and its id. */
const latest = new Map()

const agent = new http.Agent({ keepAlive: true, maxSockets: 200 })

/** One exchange: resolves to { status, headers (as a flat list), body }. */
function exchange (url, method, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, answer => {
      const parts = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => resolve({
        status: answer.statusCode,
        reason: answer.statusMessage,
        headers: answer.rawHeaders,
        body: Buffer.concat(parts)
      }))
      answer.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

function read (message) {
  return new Promise((resolve, reject) => {
    const parts = []
    message.on('data', part => parts.push(part))
    message.on('end', () => resolve(Buffer.concat(parts)))
    message.on('error', reject)
  })
}

/** Which route of joinall.yaml a test needs. */
function route (id) {
  if (/^(status|heuristic)-/.test(id)) return 'any'
  if (/^stale-(close|503)/.test(id)) return 'stale'
  return 'plain'
}

async function front (request, response) {
  const body = await read(request)
  const [, kind, test] = request.url.split(/[/?]/)
  if (kind !== 'test') {
    const answer = await exchange(ORIGIN_URL + request.url, request.method, { 'content-type': 'application/json' }, body)
    response.writeHead(answer.status).end(answer.body)
    return
  }
  const id = request.headers['test-id'] ?? ''
  latest.set(test, { 'Req-Num': request.headers['req-num'], 'Test-ID': id })
  const headers = {}
  for (const name of forwarded) if (name in request.headers) headers[name] = request.headers[name]
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const to = isRead ? route(id) : 'write'
  const asked = await exchange(`${JOINALL_URL}/${to}${request.url}`, isRead ? 'GET' : request.method, headers, undefined)
  const told = JSON.parse(asked.body.toString())
  if (told.code == null) {
    response.writeHead(told.fault === 'timeout' ? 504 : 502).end(JSON.stringify(told))
    return
  }
  for (const [name, value] of Object.entries(told.headers)) {
    if (!ofTransfer.has(name)) response.setHeader(name, Array.isArray(value) ? value : Buffer.from(value).toString())
  }
  // Header values of the transfer are told by names of their own: nothing of them is kept.
  for (const name of ofTransfer) if (name in told.headers) response.setHeader(`told-${name}`, told.headers[name])
  const text = told.body == null ? '' : typeof told.body === 'string' ? told.body : JSON.stringify(told.body)
  response.writeHead(told.code).end(request.method === 'HEAD' || told.code === 204 ? undefined : text)
}

async function back (request, response) {
  const body = await read(request)
  const test = request.url.split(/[/?]/)[2]
  const headers = { ...request.headers, ...latest.get(test) }
  delete headers.host
  const answer = await exchange(ORIGIN_URL + request.url, request.method, headers, body)
  response.sendDate = false
  response.writeHead(answer.status, answer.reason, answer.headers).end(answer.body)
}

/** An exchange that breaks breaks the other side, too. */
function serve (port, handle) {
  http.createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  }).listen(port, '127.0.0.1')
}

serve(FRONT_PORT, front)
serve(BACK_PORT, back)
