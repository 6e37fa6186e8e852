/*
 * libevent's evbuffer on the same work: a chain of chunks, searched across chains.
 *
 * Owned output is what its users do: evbuffer_readln allocates a copy of the line, evbuffer_remove_buffer moves the
 * bytes to another buffer. Borrowed output is evbuffer_search_eol, a look at the bytes in place, evbuffer_drain.
 */
#include <event2/buffer.h>
#include <malloc.h>

#include "../common/peer.h"

enum { HELD = 8, CHUNK = 4096 };

typedef struct {
    corpus_t corpus;
    size_t piece;
    struct evbuffer *buffer;
    const char *needle;
    size_t needle_length;
} state_t;

typedef struct {
    char *bytes;
    size_t length;
} line_t;

static void arrive(state_t *state, size_t offset)
{
    size_t left = state->corpus.length - offset;
    if (evbuffer_add(state->buffer, state->corpus.bytes + offset, left < state->piece ? left : state->piece) != 0)
        peer_fail("evbuffer_add");
}

static outcome_t lines_owned(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    line_t held[HELD] = { 0 };
    for (size_t offset = 0; offset < state->corpus.length; offset += state->piece) {
        arrive(state, offset);
        line_t line;
        while ((line.bytes = evbuffer_readln(state->buffer, &line.length, EVBUFFER_EOL_CRLF)) != NULL) {
            line_t *slot = &held[out.ops++ % HELD];
            out.checksum += peer_value((uint8_t *)slot->bytes, slot->length);
            free(slot->bytes);
            *slot = line;
        }
    }
    for (int i = 0; i < HELD; i++) {
        out.checksum += peer_value((uint8_t *)held[i].bytes, held[i].length);
        free(held[i].bytes);
    }
    return out;
}

static outcome_t lines_once(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    for (size_t offset = 0; offset < state->corpus.length; offset += state->piece) {
        arrive(state, offset);
        size_t length;
        char *line;
        while ((line = evbuffer_readln(state->buffer, &length, EVBUFFER_EOL_CRLF)) != NULL) {
            out.checksum += peer_value((uint8_t *)line, length);
            out.ops++;
            free(line);
        }
    }
    return out;
}

/* The first byte and the length are all that the check needs, so nothing is pulled up. */
static outcome_t lines_borrowed(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    for (size_t offset = 0; offset < state->corpus.length; offset += state->piece) {
        arrive(state, offset);
        for (;;) {
            size_t eol_length;
            struct evbuffer_ptr eol = evbuffer_search_eol(state->buffer, NULL, &eol_length, EVBUFFER_EOL_CRLF);
            if (eol.pos < 0) break;
            struct evbuffer_iovec front;
            evbuffer_peek(state->buffer, 1, NULL, &front, 1);
            out.checksum += peer_value(front.iov_base, (size_t)eol.pos);
            out.ops++;
            evbuffer_drain(state->buffer, (size_t)eol.pos + eol_length);
        }
    }
    return out;
}

/* The corpus stands in the buffer as 4 KiB chains that refer to it; searching changes nothing. */
static void hold_corpus_in_chains(state_t *state)
{
    for (size_t offset = 0; offset < state->corpus.length; offset += CHUNK) {
        size_t left = state->corpus.length - offset;
        evbuffer_add_reference(state->buffer, state->corpus.bytes + offset, left < CHUNK ? left : CHUNK, NULL, NULL);
    }
}

static outcome_t find_absent(void *opaque)
{
    state_t *state = opaque;
    struct evbuffer_ptr hit = evbuffer_search(state->buffer, state->needle, state->needle_length, NULL);
    return (outcome_t){ 1, state->corpus.length, hit.pos < 0 ? 1 : 2, 0 };
}

static outcome_t find_all(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    struct evbuffer_ptr at;
    evbuffer_ptr_set(state->buffer, &at, 0, EVBUFFER_PTR_SET);
    for (;;) {
        at = evbuffer_search(state->buffer, state->needle, state->needle_length, &at);
        if (at.pos < 0) break;
        out.checksum += (uint64_t)at.pos;
        out.ops++;
        if (evbuffer_ptr_set(state->buffer, &at, state->needle_length, EVBUFFER_PTR_ADD) != 0) break;
    }
    return out;
}

/* readln has no resume point, so the caller keeps one: only the newest byte is looked at. */
static outcome_t trickle(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { state->corpus.length, state->corpus.length, 0, 0 };
    for (size_t offset = 0; offset < state->corpus.length; offset++) {
        evbuffer_add(state->buffer, state->corpus.bytes + offset, 1);
        if (state->corpus.bytes[offset] != '\n') continue;
        size_t length;
        char *line = evbuffer_readln(state->buffer, &length, EVBUFFER_EOL_CRLF);
        out.checksum += peer_value((uint8_t *)line, length);
        free(line);
    }
    return out;
}

static outcome_t append(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 1024, 1024 * 64, 0, 0 };
    for (size_t offset = 0; offset < 65536; offset += 64) evbuffer_add(state->buffer, state->corpus.bytes + offset, 64);
    uint8_t last = 0;
    evbuffer_drain(state->buffer, 65535);
    out.checksum = 65535 * 31;
    out.checksum += 31 * evbuffer_get_length(state->buffer);
    evbuffer_remove(state->buffer, &last, 1);
    out.checksum += last;
    return out;
}

/* 64 sources of 4 KiB are referred to, then taken apart in 4 KiB pieces that start in the middle of a source. */
static outcome_t merge(void *opaque)
{
    state_t *state = opaque;
    enum { SOURCES = 64 };
    outcome_t out = { SOURCES, (uint64_t)SOURCES * CHUNK, 0, 0 };
    for (size_t i = 0; i < SOURCES; i++)
        evbuffer_add_reference(state->buffer, state->corpus.bytes + i * CHUNK, CHUNK, NULL, NULL);
    evbuffer_drain(state->buffer, CHUNK / 2);
    while (evbuffer_get_length(state->buffer) > 0) {
        struct evbuffer *piece = evbuffer_new();
        evbuffer_remove_buffer(state->buffer, piece, CHUNK);
        struct evbuffer_iovec front;
        evbuffer_peek(piece, 1, NULL, &front, 1);
        out.checksum += peer_value(front.iov_base, evbuffer_get_length(piece));
        evbuffer_free(piece);
    }
    return out;
}

static outcome_t resp(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    ssize_t payload = -2;
    for (size_t offset = 0; offset < state->corpus.length; offset += state->piece) {
        arrive(state, offset);
        for (;;) {
            if (payload == -2) {
                size_t length;
                char *header = evbuffer_readln(state->buffer, &length, EVBUFFER_EOL_CRLF_STRICT);
                if (header == NULL) break;
                payload = strtol(header + 1, NULL, 10);
                free(header);
                if (payload == -1) {
                    out.checksum += 7;
                    out.ops++;
                    payload = -2;
                    continue;
                }
            }
            if (evbuffer_get_length(state->buffer) < (size_t)payload + 2) break;
            uint8_t *copy = malloc((size_t)payload);
            evbuffer_remove(state->buffer, copy, (size_t)payload);
            evbuffer_drain(state->buffer, 2);
            out.checksum += peer_value(copy, (size_t)payload);
            free(copy);
            out.ops++;
            payload = -2;
        }
    }
    return out;
}

/* HTTP/1.1 heads and chunked bodies; a pass ends when every message of the corpus was decoded. */
typedef enum { HEAD, SIZE, PAYLOAD, TRAILER } http_state_t;

static outcome_t http(void *opaque)
{
    state_t *state = opaque;
    outcome_t out = { 0, state->corpus.length, 0, 0 };
    http_state_t at = HEAD;
    size_t payload = 0;
    for (size_t offset = 0; offset < state->corpus.length; offset += state->piece) {
        arrive(state, offset);
        for (;;) {
            if (at == PAYLOAD) {
                if (evbuffer_get_length(state->buffer) < payload + 2) break;
                uint8_t *copy = malloc(payload);
                evbuffer_remove(state->buffer, copy, payload);
                evbuffer_drain(state->buffer, 2);
                out.checksum += peer_value(copy, payload);
                free(copy);
                out.ops++;
                at = SIZE;
                continue;
            }
            size_t length;
            char *line = evbuffer_readln(state->buffer, &length, EVBUFFER_EOL_CRLF_STRICT);
            if (line == NULL) break;
            if (at == HEAD) {
                out.checksum += peer_value((uint8_t *)line, length);
                if (length == 0) at = SIZE;
            } else if (at == SIZE) {
                payload = strtoul(line, NULL, 16);
                at = payload == 0 ? TRAILER : PAYLOAD;
            } else if (length == 0) {
                at = HEAD;
            }
            free(line);
        }
    }
    return out;
}

/* Keep 32 bytes of every 64 KiB: evbuffer copies what is removed, so nothing else stays alive. */
static outcome_t retention(void *opaque)
{
    state_t *state = opaque;
    enum { ARRIVALS = 256, ARRIVAL = 65536, KEEP = 32 };
    outcome_t out = { ARRIVALS, (uint64_t)ARRIVALS * ARRIVAL, 0, 0 };
    struct evbuffer *kept[ARRIVALS];
    struct mallinfo2 before = mallinfo2();
    for (int i = 0; i < ARRIVALS; i++) {
        evbuffer_add(state->buffer, state->corpus.bytes, ARRIVAL);
        kept[i] = evbuffer_new();
        evbuffer_remove_buffer(state->buffer, kept[i], KEEP);
        evbuffer_drain(state->buffer, ARRIVAL);
    }
    struct mallinfo2 after = mallinfo2();
    out.retained = (after.uordblks + after.hblkhd) - (before.uordblks + before.hblkhd);
    for (int i = 0; i < ARRIVALS; i++) {
        struct evbuffer_iovec front;
        evbuffer_peek(kept[i], 1, NULL, &front, 1);
        out.checksum += peer_value(front.iov_base, evbuffer_get_length(kept[i]));
        evbuffer_free(kept[i]);
    }
    return out;
}

static pass_fn pass_for(const char *scenario, state_t *state, const char *folder)
{
    char kind[32], size[32], name[64];
    if (sscanf(scenario, "lines-%31[^-]-%31[^-]-%zu", kind, size, &state->piece) == 3) {
        snprintf(name, sizeof name, "lines-%s", size);
        state->corpus = peer_load(folder, name);
        if (strcmp(kind, "owned") == 0) return lines_owned;
        if (strcmp(kind, "once") == 0) return lines_once;
        return strcmp(kind, "borrowed") == 0 ? lines_borrowed : NULL;
    }
    if (strncmp(scenario, "find-", 5) == 0) {
        state->corpus = peer_load(folder, scenario);
        hold_corpus_in_chains(state);
        state->needle = strcmp(scenario, "find-absent-byte") == 0 ? "\n" : "\r\n";
        if (strcmp(scenario, "find-astride") == 0) state->needle = "\r\n--boundary--\r\n";
        state->needle_length = strlen(state->needle);
        return strcmp(scenario, "find-astride") == 0 ? find_all : find_absent;
    }
    if (strncmp(scenario, "resp-", 5) == 0 || strcmp(scenario, "http-chunked") == 0) {
        state->corpus = peer_load(folder, scenario);
        state->piece = CHUNK;
        return scenario[0] == 'r' ? resp : http;
    }
    if (strncmp(scenario, "lines-", 6) == 0) return NULL;
    state->corpus = peer_load(folder, strcmp(scenario, "trickle") == 0 ? "trickle" : "lines-64");
    if (strcmp(scenario, "trickle") == 0) return trickle;
    if (strcmp(scenario, "append-64") == 0) return append;
    if (strcmp(scenario, "merge-64") == 0) return merge;
    if (strcmp(scenario, "retention") == 0) return retention;
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 4) peer_fail("usage: evbuffer SCENARIO CORPUS-FOLDER ROUNDS");
    static state_t state;
    state.buffer = evbuffer_new();
    pass_fn pass = pass_for(argv[1], &state, argv[2]);
    return pass == NULL ? PEER_UNKNOWN_SCENARIO : peer_measure(argv[1], "evbuffer", atoi(argv[3]), pass, &state);
}
