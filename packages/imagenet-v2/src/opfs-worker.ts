// What the worker for a site's stored files runs, to be bundled as a file of its own: see `openOriginFiles`.
import "@imagenet-v2/storage/opfs-worker";
