/*
 * libjpeg accurate|fast < image.jpeg > pixels.rgb
 *
 * The pixels that libjpeg-turbo gives with fancy upsampling and either DCT. With it libjpeg.json was
 * made, from the files of ../handmade.ts: cc libjpeg.c -o libjpeg -ljpeg (2.1.5, x86-64).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>

int main(int argc, char **argv) {
  struct jpeg_error_mgr errors;
  struct jpeg_decompress_struct image = {.err = jpeg_std_error(&errors)};
  jpeg_create_decompress(&image);
  jpeg_stdio_src(&image, stdin);
  jpeg_read_header(&image, TRUE);
  image.out_color_space = JCS_RGB;
  image.dct_method = argc > 1 && strcmp(argv[1], "fast") == 0 ? JDCT_IFAST : JDCT_ISLOW;
  jpeg_start_decompress(&image);
  JSAMPROW row = malloc(3 * image.output_width);
  while (image.output_scanline < image.output_height) {
    jpeg_read_scanlines(&image, &row, 1);
    fwrite(row, 3, image.output_width, stdout);
  }
  jpeg_finish_decompress(&image);
  return errors.num_warnings > 0;
}
