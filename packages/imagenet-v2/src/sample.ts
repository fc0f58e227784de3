export * from "@imagenet-v2/sample";
