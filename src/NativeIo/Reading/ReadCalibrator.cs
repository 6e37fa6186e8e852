using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Measures what one machine and file system can do, once.</summary>
/// <remarks>
/// Each rate is the best of a few rounds: what disturbs a round makes it slower, never faster. Thread safety: all
/// members; two threads that ask at once may both measure.
/// </remarks>
internal static class ReadCalibrator
{
    /// <summary>Long enough that one round takes longer than the clock's and the scheduler's grain.</summary>
    internal const int FileLengthDefault = 16 * 1024 * 1024;

    private const int Rounds = 3;
    private const int SmallLength = 4096;
    private const int SmallReads = 200;

    /// <summary>File systems that are remembered; more are measured again.</summary>
    private const int CountMax = 256;

    private static readonly ConcurrentDictionary<ulong, ReadCalibration> s_measured = new();

    /// <summary>Gets what was measured before about a device.</summary>
    internal static bool TryFind(ulong device, [NotNullWhen(true)] out ReadCalibration? calibration) =>
        s_measured.TryGetValue(device, out calibration);

    /// <summary>Forgets everything; for tests.</summary>
    internal static void Forget() => s_measured.Clear();

    /// <summary>Gets what is known about the file system of a folder, or measures it.</summary>
    /// <param name="folder">Which.</param>
    /// <param name="cacheFile">Where the result is kept; empty for nowhere.</param>
    /// <param name="options">How files are read.</param>
    /// <param name="throwIfEnded">Called again and again; what it throws ends the measuring.</param>
    internal static ReadCalibration GetOrMeasure(
        NativePath folder, NativePath cacheFile, ReadOptions options, Action throwIfEnded)
    {
        ulong device = DeviceOf(folder, options);
        if (TryFind(device, out ReadCalibration? known)
            || (!cacheFile.IsEmpty && TryLoad(cacheFile, device, options, out known)))
        {
            Remember(known);
            return known;
        }

        ReadCalibration measured = Measure(folder, FileLengthDefault, options, throwIfEnded);
        Remember(measured);
        if (!cacheFile.IsEmpty)
        {
            Save(cacheFile, measured, options);
        }

        return measured;
    }

    /// <summary>Measures with a temporary file of that length.</summary>
    internal static ReadCalibration Measure(
        NativePath folder, int fileLength, ReadOptions options, Action? throwIfEnded = null)
    {
        Action check = throwIfEnded ?? (static () => { });
        if (folder.IsBytes)
        {
            throw new ArgumentException($"Name the folder by text; '{folder}' is bytes.", nameof(folder));
        }

        NativePath path = NativePath.Join(folder, $".nativeio-calibration-{Guid.NewGuid():N}");
        var fileOptions = new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.CreateNew,
            Backend = options.Backend,
        };
        using NativeFile file = NativeFile.Open(path, fileOptions);
        try
        {
            Fill(file, fileLength, options.PoolInUse, check);
            ReadOptions plain = ReadOptions.Balanced with { Backend = options.Backend, Pool = options.Pool };
            double cached = Best(file, fileLength, plain, isCold: false, check);
            double cold = Best(file, fileLength, plain, isCold: true, check);
            return new ReadCalibration
            {
                Device = file.GetFacts().Identity.Device,
                MeasuredAt = TimeProvider.System.GetUtcNow(),
                FileLength = fileLength,
                BufferedCachedBytesPerSecond = cached,
                BufferedColdBytesPerSecond = cold,
                MappedCachedBytesPerSecond = BestMapped(path, fileLength, plain, check),
                DirectColdBytesPerSecond = BestDirect(path, fileLength, plain, check),
                SmallFileNanoseconds = Small(file, path, plain, check),
            };
        }
        finally
        {
            Remove(path);
        }
    }

    private static void Fill(NativeFile file, int length, BlockPool pool, Action throwIfEnded)
    {
        using BlockLease lease = pool.RentBlock(WholeFileReading.BlockLength, allowDirty: true);
        Span<byte> block = lease.Span[..WholeFileReading.BlockLength];
        new Random(length).NextBytes(block);
        for (int offset = 0; offset < length; offset += block.Length)
        {
            throwIfEnded();
            file.Write(block[..Math.Min(block.Length, length - offset)], offset);
        }

        // Dirty pages cannot be dropped from the cache, and direct reads would wait for them.
        file.Flush();
    }

    private static double Best(
        NativeFile file, int length, ReadOptions options, bool isCold, Action throwIfEnded)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            if (isCold && !file.Advise(FileAdvice.DontNeed))
            {
                return 0;
            }

            long started = Stopwatch.GetTimestamp();
            using (var target = new ReadTarget(file, ownsFile: false, options))
            using (var blocks = new ChunkBlocks(options.PoolInUse, options.ChunkLength, 1))
            {
                Span<byte> memory = blocks.Take(0).Span;
                int offset = 0;
                for (int count = 1; count > 0; offset += count)
                {
                    throwIfEnded();
                    count = target.ReadFull(memory, offset);
                    Touch(memory[..count]);
                }
            }

            best = Math.Max(best, length / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }

    private static double BestMapped(NativePath path, int length, ReadOptions options, Action throwIfEnded)
    {
        var reader = new MemoryMappedReader(options with { IsImmutable = true });
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            foreach (FileChunk chunk in reader.ReadChunks(path))
            {
                throwIfEnded();
                Touch(chunk.Span);
            }

            best = Math.Max(best, length / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }

    private static double BestDirect(NativePath path, int length, ReadOptions options, Action throwIfEnded)
    {
        var direct = new NativeFileOptions { Flags = FileOpenFlags.Direct, Backend = options.Backend };
        double best = 0;
        try
        {
            using NativeFile file = NativeFile.Open(path, direct);
            using BlockLease lease = options.PoolInUse.RentBlock(WholeFileReading.BlockLength, allowDirty: true);
            Span<byte> memory = lease.Span[..WholeFileReading.BlockLength];
            for (int round = 0; round < Rounds; round++)
            {
                long started = Stopwatch.GetTimestamp();
                for (int offset = 0; offset < length; offset += memory.Length)
                {
                    throwIfEnded();
                    Touch(memory[..file.Read(memory, offset)]);
                }

                best = Math.Max(best, length / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }
        catch (NativeIoException exception)
            when (exception.Kind is IoErrorKind.InvalidArgument or IoErrorKind.NotSupported)
        {
            // The file system has no direct transfers, or other alignments: then they are not chosen.
            return 0;
        }

        return best;
    }

    private static double Small(NativeFile file, NativePath path, ReadOptions options, Action throwIfEnded)
    {
        file.SetLength(SmallLength);
        var reader = new BufferedFileReader(options);
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            for (int index = 0; index < SmallReads; index++)
            {
                throwIfEnded();
                reader.ReadFile(path).Dispose();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / SmallReads);
        }

        return best;
    }

    /// <summary>Looks at every byte, at the speed of memory.</summary>
    private static void Touch(ReadOnlySpan<byte> bytes) => _ = bytes.Count((byte)0);

    private static void Remember(ReadCalibration calibration)
    {
        if (s_measured.Count >= CountMax)
        {
            s_measured.Clear();
        }

        s_measured[calibration.Device] = calibration;
    }

    private static ulong DeviceOf(NativePath folder, ReadOptions options)
    {
        Platform.IoResult result = Interruptions.GetFacts(
            options.BackendInUse, folder, followsLinks: true, out FileFacts facts);
        if (!result.IsSuccess)
        {
            IoError.Throw(options.BackendInUse, "look at", folder, result.ErrorCode);
        }

        return facts.Identity.Device;
    }

    private static bool TryLoad(
        NativePath cacheFile, ulong device, ReadOptions options, [NotNullWhen(true)] out ReadCalibration? calibration)
    {
        calibration = null;
        try
        {
            var reader = new BufferedFileReader(ReadOptions.Balanced with { Backend = options.Backend });
            using BufferSlice text = reader.ReadFile(cacheFile);
            return CalibrationText.TryParse(text.GetString(), device, out calibration);
        }
        catch (NativeIoException)
        {
            // No file yet, or one that cannot be read: it is measured and written anew.
            return false;
        }
    }

    private static void Save(NativePath cacheFile, ReadCalibration calibration, ReadOptions options)
    {
        // All at once: another process that starts meanwhile reads the old one or the new one.
        using AtomicFileWriter writer = AtomicFileWriter.Create(
            cacheFile, new AtomicFileOptions { Durability = FlushLevel.None, Backend = options.Backend });
        writer.Write(System.Text.Encoding.UTF8.GetBytes(CalibrationText.Format(calibration)));
        writer.Commit();
    }

    private static void Remove(NativePath path)
    {
        if (path.TryGetText(out string? text))
        {
            File.Delete(text);
        }
    }
}
