// Keeps the page's own files, so that it works without its server. The build puts in which these are, and a name that
// changes with what is in them: files of two versions are never mixed.
const { name, atOnce, whenUsed } = self.ofTheBuild;
const prefix = "imagenet-v2-explorer-";
const own = new Set([...atOnce, ...whenUsed].map(addressOf));

self.addEventListener("install", (event) => {
  // From the server, and not from the browser's cache, which may have the file of an earlier version.
  const requests = atOnce.map((file) => new Request(addressOf(file), { cache: "reload" }));
  event.waitUntil(caches.open(prefix + name).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => event.waitUntil(tidy()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = request.url.replace(/[?#].*$/, "");
  // Anything else is the server's alone: archives that lie beside the page, of which parts are asked for.
  if (request.method === "GET" && own.has(address)) event.respondWith(answer(request, address));
});

async function answer(request, address) {
  const cache = await caches.open(prefix + name);
  const kept = await cache.match(address);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.status === 200) await cache.put(address, response.clone()).catch(() => {});
  return response;
}

/** The first page that was loaded is served from here too. */
async function tidy() {
  for (const key of await caches.keys()) {
    if (key.startsWith(prefix) && key !== prefix + name) await caches.delete(key);
  }
  await self.clients.claim();
}

/** `index.html` is what a folder's own address gives. */
function addressOf(file) {
  return new URL(file === "index.html" ? "./" : file, self.location.href).href;
}
