using System;
using System.Runtime.Versioning;
using NativeIo.Interop.Linux;
using NativeIo.Platform;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

/// <content>A ring of the kernel that is denied, at once or later.</content>
public sealed partial class AheadFileReaderTests
{
    // Platform: needs a kernel that has io_uring.
    [Trait("Platform", "linux")]
    [SupportedOSPlatform("linux")]
    [Theory]
    [InlineData(Errno.EPERM, true)]
    [InlineData(Errno.ENOSYS, true)]
    [InlineData(Errno.ENOMEM, false)]
    [InlineData(Errno.EMFILE, false)]
    public void Ring_MakingOneIsDenied_IsReadByThreadsAndAskedForAgainUnlessItLasts(int errorCode, bool isLasting)
    {
        string path = _folder.Write("file", _content);
        LinuxFileBackend backend = ScriptedUring.Create(new UringFault(ScriptedUring.Setup, errorCode));
        ReadOptions options = Options with { Backend = backend };
        using (var reader = new AheadFileReader(ReadStrategy.Ring, options))
        {
            AssertReads(reader, path);
        }

        IoMetricsLine line = Assert.Single(options.Metrics!.Snapshot().Lines);
        Assert.Equal((ReadStrategy.Async, 2), (line.Strategy, line.Files));
        Assert.Contains($"(error {errorCode})", line.Reason, StringComparison.Ordinal);

        // A reader keeps the ring that it has, whatever it is; the next one asks again.
        ReadOptions later = options with { Metrics = new IoMetrics() };
        using var next = new AheadFileReader(ReadStrategy.Ring, later);
        AssertReads(next, path);
        Assert.Equal(
            isLasting ? ReadStrategy.Async : ReadStrategy.Ring, Assert.Single(later.Metrics.Snapshot().Lines).Strategy);
    }

    // Platform: needs a kernel that has io_uring.
    [Trait("Platform", "linux")]
    [SupportedOSPlatform("linux")]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_EnteringTheRingIsDenied_GivesEveryByte(bool isDirect)
    {
        string path = _folder.Write("file", _content);
        LinuxFileBackend backend = ScriptedUring.Create();
        ScriptedUring.Always(new UringFault(ScriptedUring.Enter, Errno.EPERM));
        try
        {
            ReadOptions options = Options with { Backend = backend };
            using var reader = new AheadFileReader(isDirect ? ReadStrategy.Direct : ReadStrategy.Ring, options);
            AssertReads(reader, path);
            Assert.Equal(2, options.Metrics!.Snapshot().TotalFilesRead);
            Assert.Contains(ScriptedUring.Calls, static call => call == ScriptedUring.Enter);
        }
        finally
        {
            ScriptedUring.Always(null);
        }
    }
}
