export * from "@imagenet-v2/storage/opfs";
