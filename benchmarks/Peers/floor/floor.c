/*
 * Floors: what memchr, memcpy and malloc cost with no buffer abstraction at all. Nothing portable is expected to beat
 * them by much; a buffer library is judged by how little it adds.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "../common/peer.h"

enum { CHUNK = 4096, CROSS_BATCH = 64, CROSS_BATCHES = 512 };

typedef struct {
    corpus_t corpus;
    size_t piece;
    uint8_t *flat;
    const uint8_t *needle;
    size_t needle_length;
} state_t;

/* Borrowed lines in one flat buffer: what is left over moves to the front before the next arrival is copied in. */
static outcome_t lines_pass(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    size_t held = 0;
    for (size_t offset = 0; offset < state->corpus.length; offset += state->piece) {
        size_t count = state->corpus.length - offset < state->piece ? state->corpus.length - offset : state->piece;
        memcpy(state->flat + held, state->corpus.bytes + offset, count);
        size_t from = held, begin = 0, end = held + count;
        for (;;) {
            const uint8_t *hit = memchr(state->flat + from, '\n', end - from);
            if (hit == NULL) break;
            size_t length = (size_t)(hit - state->flat) - begin;
            if (length > 0 && hit[-1] == '\r') length--;
            out.checksum += peer_value(state->flat + begin, length);
            out.ops++;
            begin = from = (size_t)(hit - state->flat) + 1;
        }
        held = end - begin;
        memmove(state->flat, state->flat + begin, held);
    }
    return out;
}

/* The same without arrivals: the bytes are there. */
static outcome_t lines_resident_pass(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    const uint8_t *begin = state->corpus.bytes, *end = begin + state->corpus.length, *hit;
    while ((hit = memchr(begin, '\n', (size_t)(end - begin))) != NULL) {
        size_t length = (size_t)(hit - begin);
        if (length > 0 && hit[-1] == '\r') length--;
        out.checksum += peer_value(begin, length);
        out.ops++;
        begin = hit + 1;
    }
    return out;
}

static outcome_t find_byte_contiguous(void *opaque)
{
    state_t *state = opaque;
    const uint8_t *hit = memchr(state->corpus.bytes, '\n', state->corpus.length);
    return (outcome_t){ 1, state->corpus.length, hit == NULL ? 1 : 2, 0 };
}

/* memmem walks byte by byte for two-byte needles; looking for LF and then at the byte before it is what C can do. */
static outcome_t find_crlf_contiguous(void *opaque)
{
    state_t *state = opaque;
    const uint8_t *at = state->corpus.bytes + 1, *end = state->corpus.bytes + state->corpus.length;
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL && at[-1] != '\r') at++;
    return (outcome_t){ 1, state->corpus.length, at == NULL ? 1 : 2, 0 };
}

static outcome_t find_all_contiguous(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    const uint8_t *at = state->corpus.bytes, *end = at + state->corpus.length;
    while ((at = memchr(at, state->needle[0], (size_t)(end - at))) != NULL) {
        if ((size_t)(end - at) < state->needle_length) break;
        if (memcmp(at, state->needle, state->needle_length) != 0) {
            at++;
            continue;
        }
        out.checksum += (uint64_t)(at - state->corpus.bytes);
        out.ops++;
        at += state->needle_length;
    }
    return out;
}

/* One byte at a time, then a look at that byte only: no buffer can do less. */
static outcome_t trickle_pass(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { state->corpus.length, state->corpus.length, 0, 0 };
    size_t held = 0;
    for (size_t offset = 0; offset < state->corpus.length; offset++) {
        ((volatile uint8_t *)state->flat)[held] = state->corpus.bytes[offset];
        const uint8_t *hit = memchr(state->flat + held, '\n', 1);
        held++;
        if (hit == NULL) continue;
        size_t length = held - 1;
        if (length > 0 && state->flat[length - 1] == '\r') length--;
        out.checksum += peer_value(state->flat, length);
        held = 0;
    }
    return out;
}

static outcome_t append_pass(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 1024, 1024 * 64, 0, 0 };
    for (size_t offset = 0; offset < 65536; offset += 64) {
        memcpy(state->flat + offset, state->corpus.bytes + offset, 64);
        __asm__ volatile("" : : "r"(state->flat) : "memory");
    }
    out.checksum = 65536 * 31 + state->flat[65535];
    return out;
}

static outcome_t rent_same_pass(void *opaque)
{
    (void)opaque;
    outcome_t out = { 4096, 4096ull * CHUNK, 0, 0 };
    for (unsigned i = 0; i < 4096; i++) {
        volatile uint8_t *block = malloc(CHUNK);
        block[0] = (uint8_t)i;
        out.checksum += block[0];
        free((void *)block);
    }
    return out;
}

static outcome_t rent_burst_pass(void *opaque)
{
    (void)opaque;
    outcome_t out = { 4096, 4096ull * CHUNK, 0, 0 };
    volatile uint8_t *blocks[64];
    for (unsigned burst = 0; burst < 64; burst++) {
        for (unsigned i = 0; i < 64; i++) {
            blocks[i] = malloc(CHUNK);
            blocks[i][0] = (uint8_t)i;
        }
        for (unsigned i = 0; i < 64; i++) {
            out.checksum += blocks[i][0];
            free((void *)blocks[i]);
        }
    }
    return out;
}

/* Batches of 64 blocks cross through a ring of 8 slots; both sides yield while they wait. */
typedef struct {
    _Alignas(64) atomic_uint written;
    _Alignas(64) atomic_uint read;
    _Alignas(64) uint8_t *slots[8][CROSS_BATCH];
    uint64_t checksum;
} cross_t;

static void *cross_release(void *opaque)
{
    cross_t *cross = opaque;
    uint64_t sum = 0;
    for (unsigned batch = 0; batch < CROSS_BATCHES; batch++) {
        while (atomic_load_explicit(&cross->written, memory_order_acquire) == batch) sched_yield();
        for (unsigned i = 0; i < CROSS_BATCH; i++) {
            sum += cross->slots[batch & 7][i][0];
            free(cross->slots[batch & 7][i]);
        }
        atomic_store_explicit(&cross->read, batch + 1, memory_order_release);
    }
    cross->checksum = sum;
    return NULL;
}

static outcome_t rent_cross_pass(void *opaque)
{
    (void)opaque;
    static cross_t cross;
    memset(&cross, 0, sizeof cross);
    pthread_t releaser;
    if (pthread_create(&releaser, NULL, cross_release, &cross) != 0) peer_fail("no thread");
    for (unsigned batch = 0; batch < CROSS_BATCHES; batch++) {
        while (batch - atomic_load_explicit(&cross.read, memory_order_acquire) >= 8) sched_yield();
        for (unsigned i = 0; i < CROSS_BATCH; i++) {
            uint8_t *block = malloc(CHUNK);
            ((volatile uint8_t *)block)[0] = (uint8_t)i;
            cross.slots[batch & 7][i] = block;
        }
        atomic_store_explicit(&cross.written, batch + 1, memory_order_release);
    }
    pthread_join(releaser, NULL);
    uint64_t ops = (uint64_t)CROSS_BATCHES * CROSS_BATCH;
    return (outcome_t){ ops, ops * CHUNK, cross.checksum, 0 };
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) peer_fail("usage: floor SCENARIO CORPUS-FOLDER ROUNDS");
    const char *scenario = argv[1], *folder = argv[2];
    int rounds = atoi(argv[3]);
    static state_t state;
    if (posix_memalign((void **)&state.flat, 4096, 1 << 20) != 0) peer_fail("out of memory");

    char kind[32], size[32];
    if (sscanf(scenario, "lines-%31[^-]-%31[^-]-%zu", kind, size, &state.piece) == 3) {
        if (strcmp(kind, "borrowed") != 0 && strcmp(kind, "bulk") != 0) return PEER_UNKNOWN_SCENARIO;
        char name[64];
        snprintf(name, sizeof name, "lines-%s", size);
        state.corpus = peer_load(folder, name);
        return peer_measure(scenario, "c-floor", rounds, lines_pass, &state);
    }
    if (starts_with(scenario, "lines-resident-")) {
        char name[64];
        snprintf(name, sizeof name, "lines-%s", scenario + strlen("lines-resident-"));
        state.corpus = peer_load(folder, name);
        return peer_measure(scenario, "c-floor", rounds, lines_resident_pass, &state);
    }
    if (starts_with(scenario, "find-")) {
        state.corpus = peer_load(folder, scenario);
        if (strcmp(scenario, "find-absent-byte") == 0)
            return peer_measure(scenario, "c-floor", rounds, find_byte_contiguous, &state);
        if (strcmp(scenario, "find-astride") == 0) {
            state.needle = (const uint8_t *)"\r\n--boundary--\r\n";
            state.needle_length = 16;
            return peer_measure(scenario, "c-floor", rounds, find_all_contiguous, &state);
        }
        return peer_measure(scenario, "c-floor", rounds, find_crlf_contiguous, &state);
    }
    if (strcmp(scenario, "trickle") == 0) {
        state.corpus = peer_load(folder, "trickle");
        return peer_measure(scenario, "c-floor", rounds, trickle_pass, &state);
    }
    if (strcmp(scenario, "append-64") == 0) {
        state.corpus = peer_load(folder, "lines-64");
        return peer_measure(scenario, "c-floor", rounds, append_pass, &state);
    }
    if (strcmp(scenario, "rent-same") == 0) return peer_measure(scenario, "malloc", rounds, rent_same_pass, &state);
    if (strcmp(scenario, "rent-burst") == 0) return peer_measure(scenario, "malloc", rounds, rent_burst_pass, &state);
    if (strcmp(scenario, "rent-cross") == 0) return peer_measure(scenario, "malloc", rounds, rent_cross_pass, &state);
    return PEER_UNKNOWN_SCENARIO;
}
