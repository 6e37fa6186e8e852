using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Nio.Inputs;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Puts files, or standard input, as objects.</summary>
internal sealed record StorePutRequest : StoreRequest
{
    /// <summary>What stands for standard input.</summary>
    internal const string StandardInput = "-";

    private const int BlockLength = 256 * 1024;

    internal override string Verb => "put";

    /// <summary>Gets the files and the keys that they get.</summary>
    internal required IReadOnlyList<(string File, string Key)> Files { get; init; }

    internal required PutOptions Options { get; init; }

    internal override long? CountBytes()
    {
        long sum = 0;
        foreach ((string name, string _) in Files)
        {
            FileInfo file = new(name);
            if (!file.Exists || file.Length == 0)
            {
                // Missing, or one whose length nobody knows, as a pipe.
                return null;
            }

            sum += file.Length;
        }

        return sum;
    }

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        byte[] block = new byte[BlockLength];
        foreach ((string file, string key) in Files)
        {
            await job.GuardAsync(key, () => PutAsync(storage, file, StorageKey.Parse(key), block, job));
        }
    }

    private async Task PutAsync(IStorage storage, string file, StorageKey key, byte[] block, StoreJob job)
    {
        // Opening waits for a pipe's other end, and nothing ends that wait. It is left behind when it is given up.
        using InputSource source = await Task
            .Run(() => Open(file), CancellationToken.None)
            .WaitAsync(job.Cancellation);
        long length = source.RangeLength;
        PutOptions options = Options with { Length = length > 0 ? length : null };
        await using StorageWriter writer = await storage.OpenWriteAsync(key, options, job.Cancellation);
        long offset = 0;
        while (length == 0 || offset < length)
        {
            long left = length == 0 ? block.Length : length - offset;
            Memory<byte> wanted = block.AsMemory(0, (int)Math.Min(block.Length, left));
            int count = await ReadAsync(source, file, wanted, offset, job.Cancellation);
            if (count == 0)
            {
                break;
            }

            await writer.WriteAsync(wanted[..count], job.Cancellation);
            offset += count;
            job.Tally.Report(count);
        }

        if (offset < length)
        {
            throw new IOException(
                $"'{file}' had {length} bytes and ended after {offset}: somebody changed it. Nothing was stored; put "
                + "it again when nobody changes it.");
        }

        StorageEntry entry = await writer.CommitAsync(job.Cancellation);
        job.Add(StoreItem.Of(StoreAction.Stored, entry) with { File = file });
    }

    private static InputSource Open(string file)
    {
        try
        {
            return file == StandardInput ? InputSource.OpenStandardInput() : InputSource.Open(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(InputFailure.From("open", file, exception).ToString(), exception);
        }
    }

    private static async Task<int> ReadAsync(
        InputSource source, string file, Memory<byte> destination, long offset, CancellationToken cancellation)
    {
        try
        {
            // What has a length is a file, which does not keep anybody waiting for ever; all else may.
            return source.RangeLength > 0
                ? source.Read(destination.Span, offset)
                : await Task.Run(() => source.Read(destination.Span, offset), CancellationToken.None)
                    .WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(InputFailure.From("read", file, exception).ToString(), exception);
        }
    }
}
