// The aggregations of bench/joinall.yaml written by hand with Node's HTTP server and undici's pool,
// a process for each core. It has no guards, no timeouts and no limits.
import cluster from 'node:cluster';
import http from 'node:http';
import { Pool } from 'undici';

const ROUTES = { '/one': 'a', '/page': 'abc', '/ten': 'abcdefghij' };

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill();
    process.exit(0);
  });
} else {
  const upstream = new Pool(process.env.UPSTREAM_URL, { connections: Number(process.env.POOL) / 2, pipelining: 1 });

  const get = async (path) => {
    const { statusCode, body } = await upstream.request({ path, method: 'GET' });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
    return text;
  };

  const page = async (tasks) => {
    const bodies = await Promise.all(Array.from(tasks, (it) => get(`/${it}`)));
    return `{${bodies.map((body, i) => `"${tasks[i]}":${body}`).join(',')}}`;
  };

  http
    .createServer(async (request, response) => {
      const tasks = ROUTES[request.url];
      if (!tasks) return response.writeHead(404).end();
      try {
        const body = Buffer.from(await page(tasks));
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
      } catch {
        response.writeHead(502).end();
      }
    })
    .listen(Number(process.env.SERVER_PORT), '127.0.0.1');
}
