/*
 * What libjpeg-turbo takes to decode every JPEG of a folder to RGB (accurate DCT, fancy upsampling: its
 * defaults), on some threads and from memory. Prints one line of JSON.
 *
 *     decode FOLDER THREADS
 */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <jpeglib.h>

typedef struct {
  unsigned char *bytes;
  unsigned long length;
} Jpeg;

static Jpeg *jpegs;
static int count, next;

static void load(const char *folder) {
  DIR *directory = opendir(folder);
  if (directory == NULL) exit(2);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (strstr(entry->d_name, ".jpeg") == NULL) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) exit(2);
    fseek(file, 0, SEEK_END);
    Jpeg jpeg = {NULL, (unsigned long)ftell(file)};
    rewind(file);
    jpeg.bytes = malloc(jpeg.length);
    if (fread(jpeg.bytes, 1, jpeg.length, file) != jpeg.length) exit(2);
    fclose(file);
    jpegs = realloc(jpegs, (size_t)(count + 1) * sizeof *jpegs);
    jpegs[count++] = jpeg;
  }
  closedir(directory);
}

static void *work(void *unused) {
  unsigned char *pixels = NULL;
  size_t room = 0;
  struct jpeg_error_mgr errors;
  struct jpeg_decompress_struct decoder;
  decoder.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&decoder);
  for (int i; (i = __sync_fetch_and_add(&next, 1)) < count;) {
    jpeg_mem_src(&decoder, jpegs[i].bytes, jpegs[i].length);
    jpeg_read_header(&decoder, TRUE);
    decoder.out_color_space = JCS_RGB;
    jpeg_start_decompress(&decoder);
    size_t pitch = (size_t)decoder.output_width * 3;
    if (pitch * decoder.output_height > room) {
      room = pitch * decoder.output_height;
      pixels = realloc(pixels, room);
    }
    while (decoder.output_scanline < decoder.output_height) {
      unsigned char *row = pixels + decoder.output_scanline * pitch;
      jpeg_read_scanlines(&decoder, &row, 1);
    }
    jpeg_finish_decompress(&decoder);
  }
  jpeg_destroy_decompress(&decoder);
  free(pixels);
  return unused;
}

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void pass(int threads) {
  pthread_t thread[64];
  next = 0;
  for (int i = 0; i < threads; i++) pthread_create(&thread[i], NULL, work, NULL);
  for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);
}

int main(int arguments, char **argument) {
  if (arguments != 3) return 2;
  int threads = atoi(argument[2]);
  if (threads < 1 || threads > 64) return 2;
  load(argument[1]);
  double begun = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  pass(threads);
  printf("{\"images\":%d,\"seconds\":%.6f,\"cpuSeconds\":%.6f}\n", count,
         now(CLOCK_MONOTONIC) - begun, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}
