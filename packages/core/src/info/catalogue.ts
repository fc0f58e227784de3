/**
 * What the TFDS catalogue says of `imagenet_v2`, word for word: description, citation and release
 * notes are the dataset's own texts.
 */
export const catalogue = {
  name: "imagenet_v2",
  version: "3.0.0",
  /** The dataset's page in the TFDS catalogue. */
  url: "https://www.tensorflow.org/datasets/catalog/imagenet_v2",
  homepage: "https://github.com/modestyachts/ImageNetV2",
  authors: ["Benjamin Recht", "Rebecca Roelofs", "Ludwig Schmidt", "Vaishaal Shankar"],
  /** Of the files as they lie at the pinned revision. */
  datePublished: "2023-03-19",
  description: `ImageNet-v2 is an ImageNet test set (10 per class) collected by closely
following the original labelling protocol. Each image has been labelled by at
least 10 MTurk workers, possibly more, and depending on the strategy used to
select which images to include among the 10 chosen for the given class there are
three different versions of the dataset. Please refer to section four of the
paper for more details on how the different variants were compiled.

The label space is the same as that of ImageNet2012. Each example is represented
as a dictionary with the following keys:

*   'image': The image, a (H, W, 3)-tensor.
*   'label': An integer in the range [0, 1000).
*   'file_name': A unique sting identifying the example within the dataset.`,
  citation: `@inproceedings{recht2019imagenet,
  title={Do ImageNet Classifiers Generalize to ImageNet?},
  author={Recht, Benjamin and Roelofs, Rebecca and Schmidt, Ludwig and Shankar, Vaishaal},
  booktitle={International Conference on Machine Learning},
  pages={5389--5400},
  year={2019}
}`,
  releaseNotes: {
    "1.0.0": "Initial version.",
    "2.0.0": "Files updated.",
    "3.0.0":
      'Fix file_name, from absolute path to path relative to data directory, ie: "class_id/filename.jpg".',
    "3.1.0": "New URLs for resources from Hugging Face.",
  },
  supervisedKeys: ["image", "label"],
  moduleName: "tensorflow_datasets.datasets.imagenet_v2.imagenet_v2_dataset_builder",
  /** Size of the prepared dataset as the catalogue prints it, for want of data to measure. */
  datasetSize: {
    "matched-frequency": "1.16 GiB",
    "threshold-0.7": "1.15 GiB",
    topimages: "1.14 GiB",
  },
  /** TFDS sets no licence; this is what the authors say. */
  licenseNote:
    "The code and lists of ImageNetV2 are under the MIT License. The pictures come from Flickr and are not under that licence; the authors say they can be used the same way as the original ImageNet dataset.",
} as const;
