using System;
using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Linq;
using System.Threading;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>
/// Runs a script on one pipe, one line at a time, and says all that can be observed after each. The lines:
/// <c>put n</c>, <c>get n</c>, <c>adv n</c>, <c>flush</c>, <c>write n</c>, <c>read</c>, <c>try</c>, <c>least n</c>,
/// <c>to c e</c>, <c>to default</c>, <c>cancelread</c>, <c>cancelflush</c>, <c>canceltoken</c>, <c>donew [x]</c>,
/// <c>doner [x]</c>, <c>reset</c>, <c>poll</c>, <c>hook</c>, <c>run</c>. A question mark behind an operation passes a
/// token that canceltoken cancels, an exclamation mark one that is cancelled already.
/// </summary>
internal sealed class PipeScriptRunner(PipeUnderTest pipe)
{
    private PendingOperation<ReadResult>? _read;
    private PendingOperation<FlushResult>? _flush;
    private ReadOnlySequence<byte> _buffer;
    private CancellationTokenSource _cancellation = new();
    private bool _isReadHooked;
    private bool _isFlushHooked;
    private bool _isReaderDone;
    private byte _next;
    private string _events = "";

    internal bool HasPendingRead => _read is not null || _isReadHooked;

    internal bool HasPendingFlush => _flush is not null || _isFlushHooked;

    /// <summary>
    /// Gets a value indicating whether a continuation has not run yet, so that a reset would pull the rug.
    /// </summary>
    internal bool IsHooked => _isReadHooked || _isFlushHooked;

    internal bool WasReset { get; private set; }

    /// <summary>Gets a value indicating whether a read handed out a buffer that is to be advanced over.</summary>
    internal bool IsReading { get; private set; }

    /// <summary>Gets a value indicating whether bytes were examined without being consumed.</summary>
    internal bool HasExaminedAhead { get; private set; }

    /// <summary>Gets the length of the buffer of the last read.</summary>
    internal long BufferLength => _buffer.Length;

    /// <summary>Gets the state that only some operations show.</summary>
    private string State => $"unflushed {pipe.Writer.UnflushedBytes}, queued {pipe.ReaderScheduler.Count}"
        + $"/{pipe.WriterScheduler.Count}{_events}";

    internal string Execute(string line)
    {
        string observation = $"{Outcome(() => Perform(line.Split(' ')))}; {State}";
        _events = "";
        return observation;
    }

    /// <summary>What an operation says, or what it throws.</summary>
    internal static string Outcome(Func<string> operation)
    {
        try
        {
            return operation();
        }
        catch (ApplicationException exception)
        {
            return $"throws {exception.Message}";
        }
        catch (Exception exception)
        {
            return $"throws {exception.GetType().Name}";
        }
    }

    private string Perform(string[] words)
    {
        CancellationToken token = words[0][^1] switch
        {
            '!' => new CancellationToken(canceled: true),
            '?' => _cancellation.Token,
            _ => CancellationToken.None,
        };
        switch (words[0].TrimEnd('!', '?'))
        {
            case "put" or "get" or "adv":
                return Fill(words[0], Number(words[1]));
            case "flush" or "write":
                return StartFlush(words, token);
            case "read" or "least" or "try":
                return StartRead(words, token);
            case "to":
                return Advance(words);
            case "canceltoken":
                _cancellation.Cancel();
                _cancellation = new CancellationTokenSource();
                return "token cancelled";
            case "poll":
                return $"{PollRead()} {PollFlush()}";
            case "hook":
                return Hook();
            case "run":
                return $"ran {pipe.ReaderScheduler.Run()}/{pipe.WriterScheduler.Run()}";
            default:
                return Control(words);
        }
    }

    private string Control(string[] words)
    {
        ApplicationException? failure = words.Length > 1 ? new ApplicationException(words[1]) : null;
        switch (words[0])
        {
            case "cancelread":
                pipe.Reader.CancelPendingRead();
                break;
            case "cancelflush":
                pipe.Writer.CancelPendingFlush();
                break;
            case "donew":
                pipe.Writer.Complete(failure);
                break;
            case "doner":
                pipe.Reader.Complete(failure);
                _isReaderDone = true;
                IsReading = false;
                _buffer = default;
                break;
            case "reset":
                pipe.Reset();
                _read = null;
                _flush = null;
                _buffer = default;
                _isReaderDone = false;
                IsReading = false;
                HasExaminedAhead = false;
                WasReset = true;
                break;
            default:
                throw new NotSupportedException($"There is no operation '{words[0]}'.");
        }

        return "done";
    }

    private string Fill(string operation, int count)
    {
        if (operation is "get" or "put")
        {
            Span<byte> span = pipe.Writer.GetSpan(count);
            bool isEnough = span.Length >= count && span.Length > 0;
            FillNext(span[..count]);
            if (operation == "get")
            {
                return $"room {isEnough}";
            }
        }

        pipe.Writer.Advance(count);
        return $"advanced {count}";
    }

    private string StartFlush(string[] words, CancellationToken token)
    {
        if (words.Length == 1)
        {
            _flush = new PendingOperation<FlushResult>(pipe.Writer.FlushAsync(token), Describe);
        }
        else
        {
            byte[] bytes = new byte[Number(words[1])];
            FillNext(bytes);
            _flush = new PendingOperation<FlushResult>(pipe.Writer.WriteAsync(bytes, token), Describe);
        }

        return PollFlush();
    }

    private string StartRead(string[] words, CancellationToken token)
    {
        if (words[0] == "try")
        {
            return pipe.Reader.TryRead(out ReadResult result) ? Describe(result) : "nothing";
        }

        _read = new PendingOperation<ReadResult>(
            words.Length > 1 ? pipe.Reader.ReadAtLeastAsync(Number(words[1]), token) : pipe.Reader.ReadAsync(token),
            Describe);

        // The buffer of a cancelled read, which need not be advanced over, is gone with the next read.
        _buffer = default;
        IsReading = false;
        return PollRead();
    }

    private string Advance(string[] words)
    {
        if (words[1] == "default")
        {
            pipe.Reader.AdvanceTo(default);
            return "advanced to nowhere";
        }

        long consumed = Math.Min(Number(words[1]), _buffer.Length);
        long examined = Math.Min(Number(words[2]), _buffer.Length);
        pipe.Reader.AdvanceTo(_buffer.GetPosition(consumed), _buffer.GetPosition(examined));
        _buffer = default;
        IsReading = false;
        HasExaminedAhead = examined > consumed;
        return "advanced";
    }

    private string PollRead()
    {
        if (_read is not { IsOver: true } read)
        {
            return _read is null ? "no read" : "read waits";
        }

        _read = null;
        return read.TakeOutcome();
    }

    private string PollFlush()
    {
        if (_flush is not { IsOver: true } flush)
        {
            return _flush is null ? "no flush" : "flush waits";
        }

        _flush = null;
        return flush.TakeOutcome();
    }

    /// <summary>Leaves the pending operations to continuations, which tell what came when they are run.</summary>
    private string Hook()
    {
        if (_read is not null)
        {
            _isReadHooked = true;
            _read.Hook(outcome =>
            {
                _isReadHooked = false;
                _events += $" | {outcome}";
            });
        }

        if (_flush is not null)
        {
            _isFlushHooked = true;
            _flush.Hook(outcome =>
            {
                _isFlushHooked = false;
                _events += $" | {outcome}";
            });
        }

        _read = null;
        _flush = null;
        return "hooked";
    }

    private string Describe(ReadResult result)
    {
        if (_isReaderDone)
        {
            // What a read that was waiting when the reader was completed still shows is nobody's business; our pipe has
            // given that memory back by then.
            return $"read canceled {result.IsCanceled} completed {result.IsCompleted}";
        }

        _buffer = result.Buffer;
        IsReading = true;
        byte[] bytes = result.Buffer.ToArray();
        return $"read {bytes.Length} from {(bytes.Length == 0 ? -1 : bytes[0])} sum {bytes.Sum(static b => (long)b)}"
            + $" canceled {result.IsCanceled} completed {result.IsCompleted}";
    }

    private static string Describe(FlushResult result) =>
        $"flushed canceled {result.IsCanceled} completed {result.IsCompleted}";

    private void FillNext(Span<byte> bytes)
    {
        foreach (ref byte value in bytes)
        {
            value = _next++;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
