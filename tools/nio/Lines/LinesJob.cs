using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Nio.Inputs;

namespace Nio.Lines;

/// <summary>Counts all paths of a request, one after the other, on a thread of its own.</summary>
internal sealed class LinesJob
{
    private readonly LinesRequest _request;
    private readonly ResultFeed<PathResult> _results;
    private readonly CancellationToken _cancellation;

    internal LinesJob(LinesRequest request, ResultFeed<PathResult> results, CancellationToken cancellation)
    {
        _request = request;
        _results = results;
        _cancellation = cancellation;
    }

    internal ByteProgress Progress { get; } = new();

    /// <summary>
    /// Starts. The thread is a background one: when the user gives up while a read waits for ever, the process can end.
    /// </summary>
    internal void Start() => new Thread(Run) { IsBackground = true, Name = "nio lines" }.Start();

    private void Run()
    {
        try
        {
            using LineCounterTeam team = new(_request, Progress, Environment.ProcessorCount);
            IReadOnlyList<string> paths = _request.Paths.Count > 0 ? _request.Paths : [LinesRequest.StandardInput];
            foreach (string path in paths)
            {
                _results.Add(CountPath(team, path));
            }

            _results.Complete();
        }
        catch (OperationCanceledException)
        {
            // Whoever cancelled has told the feed already.
        }
        catch (Exception exception)
        {
            // It is thrown again on the thread that waits for the results.
            _results.Fail(exception);
        }
    }

    private PathResult CountPath(LineCounterTeam team, string path)
    {
        string action = "open";
        try
        {
            using InputSource source = path == LinesRequest.StandardInput
                ? InputSource.OpenStandardInput()
                : InputSource.Open(path);
            action = "read";
            return new PathResult(path, team.Count(source, _cancellation), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new PathResult(path, null, InputFailure.From(action, path, exception));
        }
    }
}
