export * from "@imagenet-v2/export";
