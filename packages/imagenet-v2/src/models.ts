export * from "@imagenet-v2/models";
