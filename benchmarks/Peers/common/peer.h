/*
 * The part every C peer shares: corpora, the clock, the measuring loop and the JSON line that the runner reads.
 *
 * A peer program takes `scenario corpus-folder rounds`. It warms up, chooses how many passes fill one round, and prints
 * one JSON object. An unknown scenario ends with exit code 3, which the runner takes as "this peer has no such work".
 */
#ifndef NATIVE_PEER_H
#define NATIVE_PEER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PEER_UNKNOWN_SCENARIO 3
#define PEER_ROUNDS_MAX 64
#define PEER_WARM_UP_NS 40000000ull
#define PEER_ROUND_NS 12000000ull

typedef struct {
    uint8_t *bytes;
    size_t length;
} corpus_t;

/* What one pass reports: how much work it did and a checksum that must be the same for every peer. */
typedef struct {
    uint64_t ops;
    uint64_t bytes;
    uint64_t checksum;
    uint64_t retained;
} outcome_t;

typedef outcome_t (*pass_fn)(void *state);

static inline uint64_t peer_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

static inline void peer_fail(const char *message)
{
    fprintf(stderr, "%s\n", message);
    exit(1);
}

static inline corpus_t peer_load(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.bin", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) peer_fail(path);
    fseek(file, 0, SEEK_END);
    corpus_t corpus = { NULL, (size_t)ftell(file) };
    rewind(file);
    if (posix_memalign((void **)&corpus.bytes, 4096, corpus.length) != 0) peer_fail("out of memory");
    if (fread(corpus.bytes, 1, corpus.length, file) != corpus.length) peer_fail("short read of a corpus");
    fclose(file);
    return corpus;
}

/* The value of one piece of output: the same formula in every program. */
static inline uint64_t peer_value(const uint8_t *bytes, size_t length)
{
    return length == 0 ? 0 : (uint64_t)length * 31u + bytes[0];
}

static int peer_compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static inline int peer_print(
    const char *scenario, const char *peer, outcome_t outcome, const double *samples, int rounds)
{
    double sorted[PEER_ROUNDS_MAX];
    memcpy(sorted, samples, (size_t)rounds * sizeof samples[0]);
    qsort(sorted, (size_t)rounds, sizeof sorted[0], peer_compare);
    printf("{\"scenario\":\"%s\",\"peer\":\"%s\",\"ns_per_op\":%.4f,\"ops\":%llu,\"bytes\":%llu,\"checksum\":\"%llu\","
           "\"retained\":%llu,\"samples\":[",
           scenario, peer, sorted[rounds / 2], (unsigned long long)outcome.ops, (unsigned long long)outcome.bytes,
           (unsigned long long)outcome.checksum, (unsigned long long)outcome.retained);
    for (int round = 0; round < rounds; round++) printf("%s%.4f", round ? "," : "", samples[round]);
    printf("]}\n");
    return 0;
}

/* Measures passes one by one in elapsed time, each prepared before, for work that waits for a device or a process. */
static inline int peer_measure_elapsed(
    const char *scenario, const char *peer, int rounds, void (*prepare)(void *state), pass_fn pass, void *state)
{
    if (rounds < 1) rounds = 1;
    if (rounds > PEER_ROUNDS_MAX) rounds = PEER_ROUNDS_MAX;
    if (prepare != NULL) prepare(state);
    outcome_t first = pass(state);
    double samples[PEER_ROUNDS_MAX];
    for (int round = 0; round < rounds; round++) {
        if (prepare != NULL) prepare(state);
        uint64_t start = peer_now_ns();
        outcome_t last = pass(state);
        samples[round] = (double)(peer_now_ns() - start) / (double)first.ops;
        if (last.checksum != first.checksum) peer_fail("two passes disagree");
    }
    return peer_print(scenario, peer, first, samples, rounds);
}

static inline int peer_measure(const char *scenario, const char *peer, int rounds, pass_fn pass, void *state)
{
    if (rounds < 1) rounds = 1;
    if (rounds > PEER_ROUNDS_MAX) rounds = PEER_ROUNDS_MAX;

    uint64_t start = peer_now_ns(), elapsed = 0, passes = 0;
    outcome_t first = pass(state), last = first;
    for (passes = 1; (elapsed = peer_now_ns() - start) < PEER_WARM_UP_NS; passes++) last = pass(state);
    uint64_t per_round = PEER_ROUND_NS * passes / elapsed + 1;

    double samples[PEER_ROUNDS_MAX];
    for (int round = 0; round < rounds; round++) {
        clock_t processor_start = clock();
        start = peer_now_ns();
        for (uint64_t i = 0; i < per_round; i++) {
            last = pass(state);
            if (last.checksum != first.checksum) peer_fail("two passes disagree");
        }
        double wall = (double)(peer_now_ns() - start);
        /* Less processor time than elapsed time: the scheduler gave the processor to somebody else meanwhile. */
        double processor = (double)(clock() - processor_start) / CLOCKS_PER_SEC * 1e9;
        samples[round] = (processor < wall ? processor : wall) / ((double)per_round * (double)first.ops);
    }
    first.retained = last.retained;
    return peer_print(scenario, peer, first, samples, rounds);
}

#endif
