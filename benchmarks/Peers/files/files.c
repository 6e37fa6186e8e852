/*
 * The same system calls that a file library makes, with nothing around them: pread to a buffer that is used again,
 * malloc and read of a whole file, direct reads, many small files on two threads, pwritev. Floors, like floor.c.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/uio.h>

#include "files.h"
#include "small.h"
#include "gather.h"

typedef struct {
    char path[4096];
    uint8_t *buffer;
    unsigned repeat;
    int flags;
} read_t;

static void add_file(outcome_t *out, uint64_t words, uint64_t length)
{
    out->ops++;
    out->bytes += length;
    out->checksum += words + length;
}

/* open, pread until the file ends, close. */
static outcome_t stream_pass(void *opaque)
{
    read_t *state = opaque;
    outcome_t out = { 0, 0, 0, 0 };
    for (unsigned i = 0; i < state->repeat; i++) {
        int file = files_open(state->path, O_RDONLY | state->flags);
        uint64_t words = 0, length = 0;
        ssize_t count;
        while ((count = pread(file, state->buffer, FILES_BUFFER, (off_t)length)) > 0) {
            words ^= files_xor(state->buffer, (size_t)count);
            length += (uint64_t)count;
            if (count < FILES_BUFFER) break;
        }
        if (count < 0) peer_fail("read");
        close(file);
        add_file(&out, words, length);
    }
    return out;
}

/* The length, memory for it, one read, and one that finds the end; the memory is freed. */
static outcome_t whole_pass(void *opaque)
{
    read_t *state = opaque;
    outcome_t out = { 0, 0, 0, 0 };
    for (unsigned i = 0; i < state->repeat; i++) {
        int file = files_open(state->path, O_RDONLY);
        struct stat facts;
        if (fstat(file, &facts) != 0) peer_fail("fstat");
        uint8_t *content = malloc((size_t)facts.st_size + 1);
        if (content == NULL) peer_fail("out of memory");
        size_t length = 0;
        ssize_t count;
        while ((count = read(file, content + length, (size_t)facts.st_size + 1 - length)) > 0) length += (size_t)count;
        if (count < 0) peer_fail("read");
        close(file);
        add_file(&out, files_xor(content, length), length);
        free(content);
    }
    return out;
}

static void drop(void *opaque)
{
    files_drop(((read_t *)opaque)->path);
}

/* Passes that take long enough to be timed, as in the catalog. */
static unsigned repeat_of(const char *size)
{
    if (strcmp(size, "4k") == 0 || strcmp(size, "1k") == 0) return 64;
    if (strcmp(size, "64k") == 0) return 16;
    return strcmp(size, "1m") == 0 ? 2 : 1;
}

int main(int argc, char **argv)
{
    if (argc != 4) peer_fail("usage: c-file SCENARIO CORPUS-FOLDER ROUNDS");
    const char *scenario = argv[1], *folder = argv[2], *peer = "c-file";
    int rounds = atoi(argv[3]);
    char kind[32], size[32];

    if (files_starts_with(scenario, "file-many-")) return small_main(scenario, folder, rounds);
    if (files_starts_with(scenario, "file-gather-")) return gather_main(scenario, folder, rounds);
    if (sscanf(scenario, "file-%31[^-]-%31s", kind, size) != 2) return PEER_UNKNOWN_SCENARIO;

    static read_t state;
    snprintf(state.path, sizeof state.path, "%s/files/sequential-%s.bin", folder, size);
    state.repeat = repeat_of(size);
    if (posix_memalign((void **)&state.buffer, 4096, FILES_BUFFER) != 0) peer_fail("out of memory");
    if (strcmp(kind, "stream") == 0) return peer_measure(scenario, peer, rounds, stream_pass, &state);
    if (strcmp(kind, "whole") == 0) return peer_measure(scenario, peer, rounds, whole_pass, &state);
    if (strcmp(kind, "direct") == 0) {
        state.flags = O_DIRECT;
        return peer_measure_elapsed(scenario, peer, rounds, NULL, stream_pass, &state);
    }
    if (strcmp(kind, "cold") == 0) {
        state.repeat = 1;
        return peer_measure_elapsed(scenario, peer, rounds, drop, stream_pass, &state);
    }
    return PEER_UNKNOWN_SCENARIO;
}
