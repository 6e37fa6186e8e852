using System;
using System.Collections.Generic;
using System.Linq;
using Native.Fuzz.Rig;
using Native.Fuzz.Targets;

namespace Native.Fuzz;

/// <summary>Every target. A row here is all it takes for replay, smoke, AFL and the tests to run it.</summary>
public static class FuzzTargets
{
    private static readonly FuzzTarget[] Table =
    [
        new(
            nameof(ChunkedBufferProgram),
            ChunkedBufferProgram.Run,
            "Programs over buffers, leases and slices against lists of bytes.",
            1024),
        new(
            nameof(Searching),
            Searching.Run,
            "Every search, comparison and cut over any chunking against naive loops.",
            1024),
        new(
            nameof(LineProgram),
            LineProgram.Run,
            "Lines and delimited parts while bytes arrive, against a model that searches again each time.",
            1536),
        new(
            nameof(HttpParsing),
            HttpParsing.Run,
            "The sample HTTP/1 parser: events do not depend on how the stream is cut.",
            2048),
        new(
            nameof(RespDecoding),
            RespDecoding.Run,
            "The sample RESP3 decoder: values do not depend on how the stream is cut.",
            2048),
        new(
            nameof(BufferReaderProgram),
            BufferReaderProgram.Run,
            "Programs of reads over any chunking and source against one array.",
            2048),
        new(
            nameof(BlockPoolProgram),
            BlockPoolProgram.Run,
            "Programs of rents, shares, releases and trims on threads that take turns.",
            256),
        new(
            nameof(ReferenceCounting),
            ReferenceCounting.Run,
            "Programs of starts, acquisitions and releases against a plain count.",
            1024),
        new(
            nameof(EntryDecoding),
            EntryDecoding.Run,
            "Entries of a folder, well-formed or not, against a decoder that looks at one byte at a time.",
            1024),
        new(
            nameof(RootedPaths),
            RootedPaths.Run,
            "Paths below a folder with links in and out: two ways to contain them agree, and nothing leads out.",
            256),
        new(
            nameof(SegmentProgram),
            SegmentProgram.Run,
            "Segments of any length, limits and short transfers against counting bytes.",
            256),
        new(
            nameof(DirectRanges),
            DirectRanges.Run,
            "Aligned parts of files against division without overflow.",
            256),
        new(
            nameof(StrategyFacts),
            StrategyFacts.Run,
            "Any facts and options: how a file is read keeps its promises.",
            256),
        new(
            nameof(CopyProgram),
            CopyProgram.Run,
            "Whole files copied while calls are short, fail or are refused, and the source is cut.",
            192),
        new(
            nameof(ChunkedAeadReading),
            ChunkedAeadReading.Run,
            "Encrypted messages, changed or not: whole chunks of the plaintext, or refused.",
            64),
        new(
            nameof(Decompressing),
            Decompressing.Run,
            "Any bytes as compressed ones: cuts change nothing, limits hold.",
            1024),
        new(
            nameof(EnvelopeReading),
            EnvelopeReading.Run,
            "Any bytes as a stored object: read the same in every way, or refused as damaged.",
            1024),
        new(
            nameof(StoreKeys),
            StoreKeys.Run,
            "Any text as a key and any bytes as a file's name: one path each, below the root, and back.",
            2100),
        new(
            nameof(StoreSettings),
            StoreSettings.Run,
            "Any text as a file of settings: read, or refused with the path of what is wrong.",
            1024),
        new(
            nameof(StoreProgram),
            StoreProgram.Run,
            "Programs of operations on memory and files below layers, while calls fail, against a model.",
            256),
        new(nameof(Canary), Canary.Run, "A planted off-by-one that the smoke run must find.", 64, IsCanary: true),
        new(
            nameof(CanaryDeep),
            CanaryDeep.Run,
            "A planted six-byte magic that only a coverage-guided run can find.",
            64,
            IsCanary: true),
    ];

    /// <summary>The real targets, and after them the canaries.</summary>
    public static IReadOnlyList<FuzzTarget> All => Table;

    /// <summary>The targets that must hold.</summary>
    public static IEnumerable<FuzzTarget> Real => Table.Where(target => !target.IsCanary);

    /// <summary>The target of that name, in any case; null when there is none.</summary>
    public static FuzzTarget? Find(string name) =>
        Table.FirstOrDefault(target => string.Equals(target.Name, name, StringComparison.OrdinalIgnoreCase));
}
