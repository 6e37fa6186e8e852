using System;
using System.IO;
using ChunkedBuffers;
using Microsoft.Win32.SafeHandles;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;
using NativeIo.Tests;

namespace Native.Fuzz.Targets;

/// <summary>
/// A whole file is copied, or written at once, while the system's calls do what the input says: less than asked for,
/// nothing, a failure, a refusal; and the source may be cut meanwhile. The destination is complete, or as far as the
/// report says, or as it was; the source is never touched, and nothing stays open, rented or lying around.
/// </summary>
internal static partial class CopyProgram
{
    private const int HoleLength = 64 * 1024;
    private const int LargeLength = 400_000;
    private const int SmallMax = 8191;
    private const int CallsMax = 40;

    private static readonly byte[] s_old = "what was there before"u8.ToArray();

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        var job = new Job(ref program);
        var script = new FaultScript(ref program);
        CopyFolder.Reset(job.Content, job.HoleLength);
        if (job.HasOld)
        {
            File.WriteAllBytes(CopyFolder.Destination, s_old);
        }

        int calls = 0;
        var backend = new ScriptedBackend(null, script.Faults)
        {
            TransferLengthMaxForced = job.TransferLengthMax,
            OnCall = _ =>
            {
                if (++calls == job.CutCall)
                {
                    CopyFolder.CutSource(job.CutLength);
                }
            },
        };
        long rented = BlockPool.Shared.GetStatistics().RentedBlocks;
        if (job.IsAtomic)
        {
            WriteAtOnce(job, script, backend);
        }
        else
        {
            Copy(job, script, backend);
        }

        foreach (SafeFileHandle handle in backend.Handles)
        {
            Verify.True(handle.IsClosed, "A handle stays open");
        }

        Verify.Equal(rented, BlockPool.Shared.GetStatistics().RentedBlocks, "Blocks still rented at the end");
    }

    private static void Copy(Job job, FaultScript script, ScriptedBackend backend)
    {
        // The end of a pipe cannot come while this process holds its other end.
        TransferPath paths = script.EndsSource ? job.Paths & ~TransferPath.Splice : job.Paths;
        var options = new TransferOptions
        {
            Paths = paths,
            KeepsHoles = job.KeepsHoles,
            LeavesCache = job.LeavesCache,
            Overwrites = job.Overwrites,
            Backend = backend,
        };
        string destination = job.IsOneFile ? CopyFolder.Source : CopyFolder.Destination;
        long bytes;
        bool isDone = true;
        try
        {
            bytes = FileTransfer.CopyFile(CopyFolder.Source, destination, options).Bytes;
        }
        catch (NativeIoException exception)
        {
            bytes = exception.BytesTransferred;
            isDone = false;
        }

        VerifySource(job);
        CopyFolder.VerifyNothingElse("");
        if (job.IsOneFile)
        {
            Verify.True(!isDone, "A file was copied to itself");
            return;
        }

        byte[]? copy = CopyFolder.ReadDestination();
        bool isOld = job.HasOld ? copy.AsSpan().SequenceEqual(s_old) : copy is null;
        if (!isDone && bytes == 0 && isOld)
        {
            return;
        }

        Verify.True(copy is not null, "There is no copy");
        VerifyCopy(job, copy, bytes, isDone);
        long least = script.EndsSource ? 0 : job.CutCall > 0 ? Math.Min(job.CutLength, job.Content.Length)
            : job.Content.Length;
        Verify.True(!isDone || bytes >= least, $"{bytes} bytes are not all {least}");
    }

    /// <summary>The copy is as long as the report says, and has the source's bytes.</summary>
    private static void VerifyCopy(Job job, byte[] copy, long bytes, bool isDone)
    {
        // A copy that failed may have stepped over a hole that nothing was written behind.
        bool mayEndInHole = !isDone && job.KeepsHoles && bytes <= job.Content.Length;
        if (!mayEndInHole || copy.Length > bytes)
        {
            Verify.Equal(bytes, copy.LongLength, "Bytes that were reported, and the length of the copy");
        }

        ReadOnlySpan<byte> expected = job.Content.AsSpan(0, (int)Math.Min(bytes, job.Content.Length));
        byte[] actual = Padded(copy, bytes);
        if (job.CutCall > 0 && job.Paths.HasFlag(TransferPath.Splice))
        {
            // What splice put into a pipe are the source's own pages, in which the kernel zeroes what is cut off.
            for (int index = job.CutLength; index < Math.Min(actual.Length, expected.Length); index++)
            {
                actual[index] = actual[index] == 0 ? expected[index] : actual[index];
            }
        }

        Verify.Equal(expected, actual, "The copy");
    }

    private static byte[] Padded(byte[] copy, long length)
    {
        Array.Resize(ref copy, (int)length);
        return copy;
    }

    private static void VerifySource(Job job)
    {
        byte[] source = File.ReadAllBytes(CopyFolder.Source);
        int least = job.CutCall > 0 ? Math.Min(job.CutLength, job.Content.Length) : job.Content.Length;
        Verify.True(source.Length >= least, $"The source has {source.Length} bytes, not {least}");
        Verify.Equal(job.Content.AsSpan(0, source.Length), source, "The source");
    }

    private static void WriteAtOnce(Job job, FaultScript script, ScriptedBackend backend)
    {
        var options = new AtomicFileOptions
        {
            Durability = job.LeavesCache ? FlushLevel.None : FlushLevel.Full,
            Overwrites = job.Overwrites,
            PreallocatedBytes = job.KeepsHoles ? job.Content.Length : 0,
            Backend = backend,
        };
        bool isCommitted = false;
        bool isDone = true;
        string leftover = "";
        AtomicFileWriter? writer = null;
        try
        {
            writer = AtomicFileWriter.Create(CopyFolder.Destination, options);
            for (int done = 0; done < job.Content.Length; done += job.PieceLength)
            {
                writer.Write(job.Content.AsSpan(done, Math.Min(job.PieceLength, job.Content.Length - done)));
            }

            writer.Commit();
        }
        catch (NativeIoException)
        {
            isDone = false;
        }
        finally
        {
            isCommitted = writer?.IsCommitted ?? false;
            writer?.Dispose();
            leftover = writer?.Leftover.ToString() ?? "";
        }

        Verify.True(isCommitted || !isDone, "It is done, but not committed");
        byte[]? copy = CopyFolder.ReadDestination();
        byte[]? expected = isCommitted ? job.Content : job.HasOld ? s_old : null;
        Verify.Equal(expected is null, copy is null, "There is no file of that name");
        Verify.Equal(expected.AsSpan(), copy.AsSpan(), "The file");
        if (!script.FailsRemoval)
        {
            Verify.Equal("", leftover, "The name that is left over");
        }

        if (writer is not null || !script.FailsRemoval)
        {
            CopyFolder.VerifyNothingElse(leftover);
        }
    }
}
