using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Xunit;

namespace Native.Benchmarks.Tests;

public sealed class CorpusTests
{
    public static TheoryData<string> Names() => [.. Corpus.Names];

    [Fact]
    public void Corpus_OfAName_IsTheSameOnEveryMachine()
    {
        // Published numbers stay comparable only as long as the inputs do not change.
        string digest = Convert.ToHexString(SHA256.HashData([.. Corpus.Names.SelectMany(Corpus.Get)]));

        Assert.Equal("A3629BB8C80CE57DBFE15AE92F5E19FF1EA09736FA73D869B331B7338004B965", digest);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Corpus_WrittenToAFolder_HoldsTheSameBytes(string name)
    {
        string folder = Directory.CreateTempSubdirectory("native-corpora-").FullName;
        try
        {
            Corpus.WriteAll(folder);

            Assert.Equal(Corpus.Get(name), File.ReadAllBytes(Path.Combine(folder, name + ".bin")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EqualLines_AfterTheFirst_HaveTheLengthOfTheirName()
    {
        ReadOnlySpan<byte> corpus = Corpus.Get("lines-80");
        int first = corpus.IndexOf((byte)'\n') + 1;

        Assert.NotEqual(0, first % 80);
        Assert.Equal(0, (corpus.Length - first) % 80);
        Assert.Equal((corpus.Length - first) / 80, corpus[first..].Count((byte)'\n'));
    }

    [Fact]
    public void AstrideCorpus_EveryBorder_LiesInsideABoundary()
    {
        ReadOnlySpan<byte> corpus = Corpus.Get("find-astride");

        for (int border = Corpus.ChunkLength; border < corpus.Length; border += Corpus.ChunkLength)
        {
            int length = Corpus.Boundary.Length;
            int start = corpus[(border - length + 1)..(border + length - 1)].IndexOf(Corpus.Boundary);
            Assert.InRange(start, 0, length - 2);
        }
    }
}
