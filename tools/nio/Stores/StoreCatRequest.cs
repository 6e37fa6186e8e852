using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using ChunkedBuffers;
using Nio.Copying;
using Nio.Output;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Writes objects to standard output, one after another.</summary>
internal sealed record StoreCatRequest : StoreRequest
{
    internal override string Verb => "cat";

    internal override bool WritesValues => true;

    internal required IReadOnlyList<string> Keys { get; init; }

    internal StorageRange Range { get; init; }

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        await using Stream output = StandardOutput.Open();
        foreach (string key in Keys)
        {
            await job.GuardAsync(key, () => WriteAsync(storage, StorageKey.Parse(key), output, job));
        }
    }

    private async Task WriteAsync(IStorage storage, StorageKey key, Stream output, StoreJob job)
    {
        await using StorageReader reader = await storage.OpenReadAsync(
            key, new GetOptions { Range = Range }, job.Cancellation);
        long written = 0;
        try
        {
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync(job.Cancellation);
                if (portion.IsEmpty)
                {
                    break;
                }

                Write(output, portion);
                written += portion.Length;
                job.Tally.Report(portion.Length);
            }
        }
        catch (StorageException exception) when (written > 0)
        {
            throw new CopyException(
                $"{exception.Message} (after {written} bytes of it were written; they are right, and not all)");
        }

        job.Add(StoreItem.Of(StoreAction.Found, reader.Entry) with { Length = written });
    }

    private static void Write(Stream output, BufferSlice portion)
    {
        try
        {
            foreach (ReadOnlySpan<byte> chunk in portion.Chunks)
            {
                output.Write(chunk);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StandardOutputException(exception);
        }
    }
}
