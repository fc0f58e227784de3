export * from "@imagenet-v2/explorer";
