/*
 * What the programs that read and write files share: the joining of words, small files, and what is cached.
 */
#ifndef NATIVE_FILES_H
#define NATIVE_FILES_H

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/peer.h"

enum { FILES_BUFFER = 256 * 1024 };

typedef uint64_t words_t __attribute__((vector_size(32), aligned(1), may_alias));

/* All 64-bit words joined by exclusive or, the last one filled up with zeros. */
static inline uint64_t files_xor(const uint8_t *bytes, size_t length)
{
    words_t a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
    size_t at = 0;
    for (; at + 128 <= length; at += 128) {
        a ^= *(const words_t *)(bytes + at);
        b ^= *(const words_t *)(bytes + at + 32);
        c ^= *(const words_t *)(bytes + at + 64);
        d ^= *(const words_t *)(bytes + at + 96);
    }
    a ^= b ^ c ^ d;
    uint64_t result = a[0] ^ a[1] ^ a[2] ^ a[3];
    for (size_t i = at; i < length; i++) result ^= (uint64_t)bytes[i] << (8 * (i % 8));
    return result;
}

static inline int files_open(const char *path, int flags)
{
    int file = open(path, flags | O_CLOEXEC, 0666);
    if (file < 0) peer_fail(path);
    return file;
}

/* Drops everything that the system has cached; one file only, where the process may not ask for that. */
static inline void files_drop(const char *path)
{
    int all = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
    if (all >= 0) {
        if (write(all, "3", 1) != 1) peer_fail("drop_caches");
        close(all);
        return;
    }
    int file = files_open(path, O_RDONLY);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
}

static inline int files_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

#endif
