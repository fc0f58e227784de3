import "imagenet-v2/worker";
