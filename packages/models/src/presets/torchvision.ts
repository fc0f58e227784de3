import type { PreprocessingOptions } from "@imagenet-v2/decode";
import { half } from "../normalisation.ts";

/**
 * What the weights of torchvision 0.29 want, as their `transforms()` say: `resize crop interpolation`, and
 * whose. Generated from `get_model_weights`; the mean is ImageNet's where nothing else is said.
 */
const table = `
256 224 bilinear: AlexNet.IMAGENET1K_V1 DenseNet121.IMAGENET1K_V1 DenseNet161.IMAGENET1K_V1 DenseNet169.IMAGENET1K_V1 DenseNet201.IMAGENET1K_V1 GoogLeNet.IMAGENET1K_V1 MNASNet0_5.IMAGENET1K_V1 MNASNet1_0.IMAGENET1K_V1 MobileNet_V2.IMAGENET1K_V1 MobileNet_V3_Large.IMAGENET1K_V1 MobileNet_V3_Small.IMAGENET1K_V1 RegNet_X_16GF.IMAGENET1K_V1 RegNet_X_1_6GF.IMAGENET1K_V1 RegNet_X_32GF.IMAGENET1K_V1 RegNet_X_3_2GF.IMAGENET1K_V1 RegNet_X_400MF.IMAGENET1K_V1 RegNet_X_800MF.IMAGENET1K_V1 RegNet_X_8GF.IMAGENET1K_V1 RegNet_Y_16GF.IMAGENET1K_V1 RegNet_Y_1_6GF.IMAGENET1K_V1 RegNet_Y_32GF.IMAGENET1K_V1 RegNet_Y_3_2GF.IMAGENET1K_V1 RegNet_Y_400MF.IMAGENET1K_V1 RegNet_Y_800MF.IMAGENET1K_V1 RegNet_Y_8GF.IMAGENET1K_V1 ResNet101.IMAGENET1K_V1 ResNet152.IMAGENET1K_V1 ResNet18.IMAGENET1K_V1 ResNet34.IMAGENET1K_V1 ResNet50.IMAGENET1K_V1 ResNeXt101_32X8D.IMAGENET1K_V1 ResNeXt50_32X4D.IMAGENET1K_V1 ShuffleNet_V2_X0_5.IMAGENET1K_V1 ShuffleNet_V2_X1_0.IMAGENET1K_V1 SqueezeNet1_0.IMAGENET1K_V1 SqueezeNet1_1.IMAGENET1K_V1 VGG11.IMAGENET1K_V1 VGG11_BN.IMAGENET1K_V1 VGG13.IMAGENET1K_V1 VGG13_BN.IMAGENET1K_V1 VGG16.IMAGENET1K_V1 VGG16_BN.IMAGENET1K_V1 VGG19.IMAGENET1K_V1 VGG19_BN.IMAGENET1K_V1 ViT_B_16.IMAGENET1K_V1 ViT_B_32.IMAGENET1K_V1 ViT_L_32.IMAGENET1K_V1 Wide_ResNet101_2.IMAGENET1K_V1 Wide_ResNet50_2.IMAGENET1K_V1
232 224 bilinear: ConvNeXt_Base.IMAGENET1K_V1 ConvNeXt_Large.IMAGENET1K_V1 MNASNet0_75.IMAGENET1K_V1 MNASNet1_3.IMAGENET1K_V1 MobileNet_V2.IMAGENET1K_V2 MobileNet_V3_Large.IMAGENET1K_V2 RegNet_X_16GF.IMAGENET1K_V2 RegNet_X_1_6GF.IMAGENET1K_V2 RegNet_X_32GF.IMAGENET1K_V2 RegNet_X_3_2GF.IMAGENET1K_V2 RegNet_X_400MF.IMAGENET1K_V2 RegNet_X_800MF.IMAGENET1K_V2 RegNet_X_8GF.IMAGENET1K_V2 RegNet_Y_16GF.IMAGENET1K_V2 RegNet_Y_1_6GF.IMAGENET1K_V2 RegNet_Y_32GF.IMAGENET1K_V2 RegNet_Y_3_2GF.IMAGENET1K_V2 RegNet_Y_400MF.IMAGENET1K_V2 RegNet_Y_800MF.IMAGENET1K_V2 RegNet_Y_8GF.IMAGENET1K_V2 ResNet101.IMAGENET1K_V2 ResNet152.IMAGENET1K_V2 ResNet50.IMAGENET1K_V2 ResNeXt101_32X8D.IMAGENET1K_V2 ResNeXt101_64X4D.IMAGENET1K_V1 ResNeXt50_32X4D.IMAGENET1K_V2 ShuffleNet_V2_X1_5.IMAGENET1K_V1 ShuffleNet_V2_X2_0.IMAGENET1K_V1 Wide_ResNet101_2.IMAGENET1K_V2 Wide_ResNet50_2.IMAGENET1K_V2
230 224 bilinear: ConvNeXt_Small.IMAGENET1K_V1
236 224 bilinear: ConvNeXt_Tiny.IMAGENET1K_V1
256 224 bicubic: EfficientNet_B0.IMAGENET1K_V1
256 240 bicubic: EfficientNet_B1.IMAGENET1K_V1
255 240 bilinear: EfficientNet_B1.IMAGENET1K_V2
288 288 bicubic: EfficientNet_B2.IMAGENET1K_V1
320 300 bicubic: EfficientNet_B3.IMAGENET1K_V1
384 380 bicubic: EfficientNet_B4.IMAGENET1K_V1
456 456 bicubic: EfficientNet_B5.IMAGENET1K_V1
528 528 bicubic: EfficientNet_B6.IMAGENET1K_V1
600 600 bicubic: EfficientNet_B7.IMAGENET1K_V1
480 480 bilinear: EfficientNet_V2_M.IMAGENET1K_V1
384 384 bilinear: EfficientNet_V2_S.IMAGENET1K_V1
342 299 bilinear: Inception_V3.IMAGENET1K_V1
224 224 bicubic: MaxVit_T.IMAGENET1K_V1 RegNet_Y_128GF.IMAGENET1K_SWAG_LINEAR_V1 RegNet_Y_16GF.IMAGENET1K_SWAG_LINEAR_V1 RegNet_Y_32GF.IMAGENET1K_SWAG_LINEAR_V1 ViT_B_16.IMAGENET1K_SWAG_LINEAR_V1 ViT_H_14.IMAGENET1K_SWAG_LINEAR_V1 ViT_L_16.IMAGENET1K_SWAG_LINEAR_V1
384 384 bicubic: RegNet_Y_128GF.IMAGENET1K_SWAG_E2E_V1 RegNet_Y_16GF.IMAGENET1K_SWAG_E2E_V1 RegNet_Y_32GF.IMAGENET1K_SWAG_E2E_V1 ViT_B_16.IMAGENET1K_SWAG_E2E_V1
238 224 bicubic: Swin_B.IMAGENET1K_V1
246 224 bicubic: Swin_S.IMAGENET1K_V1
232 224 bicubic: Swin_T.IMAGENET1K_V1
272 256 bicubic: Swin_V2_B.IMAGENET1K_V1
260 256 bicubic: Swin_V2_S.IMAGENET1K_V1 Swin_V2_T.IMAGENET1K_V1
518 518 bicubic: ViT_H_14.IMAGENET1K_SWAG_E2E_V1
242 224 bilinear: ViT_L_16.IMAGENET1K_V1
512 512 bicubic: ViT_L_16.IMAGENET1K_SWAG_E2E_V1
`;

/** By name: `ResNet50_Weights.IMAGENET1K_V2`. */
export const torchvision: Readonly<Record<string, PreprocessingOptions>> = Object.fromEntries([
  ...table
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [what = "", names = ""] = line.split(": ");
      const [resize, crop, interpolation] = what.split(" ");
      const options = {
        resize: Number(resize),
        crop: Number(crop),
        interpolation: interpolation as "bilinear" | "bicubic",
      };
      return names.split(" ").map((name) => [fullName(name), options] as const);
    }),
  [
    "EfficientNet_V2_L_Weights.IMAGENET1K_V1",
    { resize: 480, crop: 480, interpolation: "bicubic", ...half },
  ],
]);

function fullName(name: string): string {
  return name.replace(".", "_Weights.");
}
