// What worker threads run, to be bundled as a file of its own: see the option `worker` of `batches`.
import "@imagenet-v2/loader/worker";
