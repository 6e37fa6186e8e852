using System;
using System.IO;
using System.IO.Compression;
using Xunit;

namespace NativeIo.Tests;

public sealed class ContentFormatsTests
{
    [Theory]
    [InlineData("1f8b0800", ContentFormat.Gzip)]
    [InlineData("504b0304", ContentFormat.Zip)]
    [InlineData("504b0506", ContentFormat.Zip)]
    [InlineData("28b52ffd", ContentFormat.Zstandard)]
    [InlineData("fd377a585a00", ContentFormat.Xz)]
    [InlineData("425a6839", ContentFormat.Bzip2)]
    [InlineData("04224d18", ContentFormat.Lz4)]
    [InlineData("377abcaf271c", ContentFormat.SevenZip)]
    [InlineData("526172211a0701", ContentFormat.Rar)]
    [InlineData("89504e470d0a1a0a", ContentFormat.Png)]
    [InlineData("ffd8ffe0", ContentFormat.Jpeg)]
    [InlineData("474946383961", ContentFormat.Gif)]
    [InlineData("524946460000000057454250", ContentFormat.Webp)]
    [InlineData("0000002066747970", ContentFormat.Mp4)]
    [InlineData("1a45dfa3", ContentFormat.Matroska)]
    [InlineData("4f676753", ContentFormat.Ogg)]
    [InlineData("664c6143", ContentFormat.Flac)]
    [InlineData("494433", ContentFormat.Mp3)]
    public void Find_FirstBytesOfAFormat_NamesIt(string hex, ContentFormat expected)
    {
        byte[] head = Convert.FromHexString(hex);
        Assert.Equal(expected, ContentFormats.Find(head));
        Assert.Equal(expected, ContentFormats.Find([.. head, .. new byte[16]]));
        for (int length = 0; length < head.Length; length++)
        {
            // A cut head may be enough for a shorter mark, but never names another format.
            ContentFormat found = ContentFormats.Find(head.AsSpan(0, length));
            Assert.True(found == expected || found == ContentFormat.Unknown);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello world, this is text")]
    [InlineData("BZh0")]
    [InlineData("RIFF....WAVE")]
    [InlineData("PK is not a zip")]
    public void Find_OtherContent_IsUnknown(string text) =>
        Assert.Equal(ContentFormat.Unknown, ContentFormats.Find(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Find_WhatTheFrameworkCompresses_IsRecognized()
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("text"u8);
        }

        Assert.Equal(ContentFormat.Gzip, ContentFormats.Find(output.ToArray()));
    }
}
