export * from "@imagenet-v2/view";
