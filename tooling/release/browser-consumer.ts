// What a web page writes: core alone, compiled without Node's types.
import { classes, resolveSplit, storageOrder } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";

const { numExamples } = resolveSplit("test[:10%]", { test: [5000, 5000] });
const [first = 0] = storageOrder(fileNames("matched-frequency"));
console.log(`${classes.length} classes, ${numExamples} examples, first ${first}`);
