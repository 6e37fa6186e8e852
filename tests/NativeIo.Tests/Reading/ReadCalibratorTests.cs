using System;
using System.IO;
using System.Linq;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class ReadCalibratorTests : IDisposable
{
    private const int FileLength = 1024 * 1024;

    private readonly TemporaryDirectory _folder = new();

    /// <summary>A plain pool: what checking costs is not to be measured.</summary>
    private readonly BlockPool _pool = new();

    private ReadOptions Options => new() { Pool = _pool };

    public void Dispose()
    {
        _folder.Dispose();
        Assert.Equal(0, _pool.GetStatistics().RentedBlocks);
        _pool.Dispose();
    }

    [Fact]
    public void Measure_AFolder_GivesRatesAndLeavesNothing()
    {
        ReadCalibration measured = ReadCalibrator.Measure(_folder.Path, FileLength, Options);
        Assert.True(measured.BufferedCachedBytesPerSecond > 0);
        Assert.True(measured.MappedCachedBytesPerSecond > 0);
        Assert.True(measured.SmallFileNanoseconds > 0);
        Assert.Equal(FileLength, measured.FileLength);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Measure_SystemTakesNoHintsAndHasNoDirectReads_LeavesThemOut()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.NotSupported, "advise") };
        ReadCalibration measured = ReadCalibrator.Measure(_folder.Path, FileLength, Options with { Backend = backend });
        Assert.Equal(0, measured.BufferedColdBytesPerSecond);
        Assert.True(measured.BufferedCachedBytesPerSecond > 0);
    }

    [Fact]
    public void Measure_FolderThatIsMissing_SaysSo()
    {
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => ReadCalibrator.Measure(_folder.File("missing"), FileLength, Options));
        Assert.Equal(IoErrorKind.NotFound, error.Kind);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("flush")]
    [InlineData("read")]
    public void Calibrate_ReaderIsDisposedMeanwhile_EndsAndLeavesNothing(string during)
    {
        ReadCalibrator.Forget();
        FileReader? reader = null;
        var backend = new ScriptedBackend
        {
            OnCall = operation =>
            {
                if (operation == during)
                {
                    reader!.Dispose();
                }
            },
        };
        reader = new FileReader(Options with { Backend = backend });
        Assert.Throws<ObjectDisposedException>(() => reader.Calibrate(_folder.Path));
        Assert.Single(backend.Calls, call => call.Operation == during);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.All(backend.Handles, static handle => Assert.True(handle.IsClosed));
    }

    [Fact]
    public void Calibrate_ResultOfAnotherProcess_IsTakenFromItsFile()
    {
        ReadCalibrator.Forget();
        using var reader = new FileReader(Options);
        string cacheFile = _folder.File("calibration");
        ReadCalibration first = reader.Calibrate(_folder.Path, cacheFile);
        Assert.Same(first, reader.Calibrate(_folder.Path));
        ReadCalibrator.Forget();
        ReadCalibration loaded = reader.Calibrate(_folder.Path, cacheFile);
        Assert.Equal(first, loaded);
        Assert.NotSame(first, loaded);
        ReadCalibrator.Forget();
        File.WriteAllText(cacheFile, "damaged");
        ReadCalibration again = reader.Calibrate(_folder.Path, cacheFile);
        Assert.NotEqual(first.MeasuredAt, again.MeasuredAt);
        Assert.Contains("buffered-cached", File.ReadAllText(cacheFile), StringComparison.Ordinal);
        string left = Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.Equal("calibration", Path.GetFileName(left));
        ReadCalibrator.Forget();
    }
}
