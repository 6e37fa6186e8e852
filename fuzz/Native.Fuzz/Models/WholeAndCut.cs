using System;
using System.Collections.Generic;
using ChunkedBuffers;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>
/// Runs a parser over a stream that arrives whole, and over the same stream in pieces: what it says must be the same.
/// </summary>
internal static class WholeAndCut
{
    /// <summary>Feeds a parser and describes what came out; the byte chooses limits and ways to feed.</summary>
    internal delegate string Parser(byte shape, IReadOnlyList<byte[]> pieces, BlockPool pool);

    /// <param name="input">The choice, four bytes that say how to cut, and the stream.</param>
    /// <param name="results">What to call that which the parser gives.</param>
    /// <param name="parse">The parser.</param>
    internal static void Run(ReadOnlySpan<byte> input, string results, Parser parse)
    {
        var program = new FuzzInput(input);
        byte shape = program.NextByte();
        Span<byte> cycle = stackalloc byte[4];
        program.NextBytes(cycle.Length).CopyTo(cycle);
        byte[] stream = program.Rest.ToArray();
        var cut = new FuzzInput(cycle);
        List<byte[]> pieces = Chunking.Cut(ref cut, stream);
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            string whole = parse(shape, [stream], pool.Pool);
            string cutUp = parse(shape, pieces, pool.Pool);
            Verify.True(whole == cutUp, $"{results} depend on how the stream was cut: {whole} <> {cutUp}");
            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }
}
