using System;
using System.Linq;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class MappedFileTests
{
    public static TheoryData<MapAdvice> Advices => [.. Enum.GetValues<MapAdvice>()];

    [Theory]
    [MemberData(nameof(Advices))]
    public void Advise_EachAdvice_ChangesNoByte(MapAdvice advice)
    {
        byte[] content = SeededRandom.Create().NextBytes(10 * s_page);
        foreach (string backend in PlatformSelector.Available)
        {
            using MappedFile map = MappedFile.Open(_folder.Write("file", content), On(backend, offset: 5));
            _ = map.Advise(advice);
            _ = map.Advise(advice, s_page - 1, 2);
            _ = map.Prefetch(1, 1);
            Assert.False(map.Advise(advice, map.Length));
            Assert.Equal(content.AsSpan(5..), map.DangerousGetSpan(0, content.Length - 5));
        }
    }

    [Fact]
    public void Advise_PartOfPages_CoversThemWholly()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.NotSupported, "advise-map") };
        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[4 * s_page]), With(backend));
        (long Offset, long Length, long Expected)[] cases =
        [
            (0, 0, 4 * s_page),
            (1, 0, 4 * s_page),
            (0, 1, s_page),
            (s_page - 1, 2, 2 * s_page),
            (s_page, s_page, s_page),
        ];
        foreach ((long offset, long length, long expected) in cases)
        {
            Assert.False(map.Advise(MapAdvice.PageOut, offset, length));
            Assert.Equal(("advise-map", 0L, expected), backend.Calls[^1]);
        }
    }

    [Fact]
    public void Advise_SystemDoesNotTakeIt_AsksForTheFileInstead()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.InvalidArgument, "advise-map") };
        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[s_page]), With(backend));
        foreach (MapAdvice advice in Enum.GetValues<MapAdvice>())
        {
            int before = backend.Calls.Count(static call => call.Operation == "advise");
            bool isTaken = map.Advise(advice);
            bool hasOne = advice is MapAdvice.Normal or MapAdvice.Sequential or MapAdvice.Random or MapAdvice.WillNeed;
            Assert.Equal(hasOne ? 1 : 0, backend.Calls.Count(static call => call.Operation == "advise") - before);
            Assert.True(hasOne || !isTaken);
        }
    }

    [Fact]
    public void Advise_Interrupted_IsRepeated()
    {
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.Interrupted, "advise-map"));
        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[s_page]), With(backend));
        _ = map.Advise(MapAdvice.Random);
        Assert.Equal(2, backend.Calls.Count(static call => call.Operation == "advise-map"));
    }

    [Fact]
    public void Advise_OnLinux_TakesAllThatTheKernelHas()
    {
        if (!PlatformSelector.Available.Contains("linux"))
        {
            return;
        }

        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[4 * s_page]), On("linux"));
        MapAdvice[] always =
            [MapAdvice.Normal, MapAdvice.Sequential, MapAdvice.Random, MapAdvice.WillNeed, MapAdvice.DontNeed];
        foreach (MapAdvice advice in always)
        {
            Assert.True(map.Advise(advice), advice.ToString());
        }

        if (Environment.OSVersion.Version >= new Version(5, 14))
        {
            Assert.True(map.Advise(MapAdvice.PopulateRead));
            Assert.True(map.Advise(MapAdvice.Cold));
            Assert.True(map.Advise(MapAdvice.PageOut));
            if (!TryCut(_folder.File("file"), 0))
            {
                return;
            }

            Assert.False(map.Advise(MapAdvice.PopulateRead));
        }
    }

    [Theory]
    [InlineData(FlushLevel.None, 0, false)]
    [InlineData(FlushLevel.Data, 1, false)]
    [InlineData(FlushLevel.Full, 1, true)]
    public void Flush_EachLevel_CallsWhatItNeeds(FlushLevel level, int maps, bool alsoFile)
    {
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.Interrupted, "flush-map"));
        using MappedFile map = MappedFile.Open(
            _folder.Write("file", new byte[3 * s_page]), With(backend, MapAccess.ReadWrite));
        map.CopyFrom("abc"u8, s_page);
        map.Flush(s_page, 3, level);
        bool hasMaps = backend.HasMaps;
        Assert.Equal(hasMaps ? 2 * maps : 0, backend.Calls.Count(static call => call.Operation == "flush-map"));
        Assert.Equal(
            alsoFile || (maps > 0 && !backend.FlushMapReachesDevice) ? 1 : 0,
            backend.Calls.Count(static call => call.Operation == "flush"));
    }

    [Fact]
    public void Flush_DeviceFails_SaysSo()
    {
        string operation = PlatformSelector.Current.HasMaps ? "flush-map" : "flush";
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.DeviceFault, operation));
        using MappedFile map = MappedFile.Open(
            _folder.Write("file", new byte[10]), With(backend, MapAccess.ReadWrite));
        NativeIoException error = Assert.Throws<NativeIoException>(() => map.Flush());
        Assert.Equal(IoErrorKind.DeviceFault, error.Kind);
        Assert.Contains("flush", error.Operation, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Flush(0, 11));
    }
}
