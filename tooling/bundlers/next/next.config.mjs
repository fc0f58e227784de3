// With EXTERNAL the remedy of the hints: "mark imagenet-v2 as external".
export default { serverExternalPackages: process.env.EXTERNAL ? ["imagenet-v2"] : [] };
