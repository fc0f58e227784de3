export * from "@imagenet-v2/evaluate";
