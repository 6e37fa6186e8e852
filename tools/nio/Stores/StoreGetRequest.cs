using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Writes objects to files.</summary>
internal sealed record StoreGetRequest : StoreRequest
{
    internal override string Verb => "get";

    internal required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Gets the file or folder; null for the current folder.</summary>
    internal string? Output { get; init; }

    internal StorageRange Range { get; init; }

    internal bool Forces { get; init; }

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        string output = Output ?? ".";
        bool isFolder = Keys.Count > 1 || Path.EndsInDirectorySeparator(output) || Directory.Exists(output);
        using KeyFolder? folder = isFolder ? KeyFolder.Open(output) : null;
        foreach (string key in Keys)
        {
            await job.GuardAsync(key, () => GetAsync(
                storage,
                StorageKey.Parse(key),
                parsed => folder?.Create(parsed, Forces) ?? new TargetFile(output, Forces),
                job));
        }
    }

    private async Task GetAsync(IStorage storage, StorageKey key, Func<StorageKey, TargetFile> create, StoreJob job)
    {
        await using StorageReader reader = await storage.OpenReadAsync(
            key, new GetOptions { Range = Range }, job.Cancellation);
        using TargetFile file = create(key);
        long length = 0;
        while (true)
        {
            using BufferSlice portion = await reader.ReadAsync(job.Cancellation);
            if (portion.IsEmpty)
            {
                break;
            }

            file.Write(portion);
            length += portion.Length;
            job.Tally.Report(portion.Length);
        }

        job.Cancellation.ThrowIfCancellationRequested();
        file.Commit();
        job.Add(StoreItem.Of(StoreAction.Fetched, reader.Entry) with { Length = length, File = file.Path });
    }
}
