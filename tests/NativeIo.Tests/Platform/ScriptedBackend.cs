using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <summary>
/// A real backend whose transfers do what a script says: be short, be interrupted, fail, or go through. It records what
/// it was asked for. Thread-safe.
/// </summary>
internal sealed partial class ScriptedBackend : FileBackend
{
    /// <summary>Codes that no system has; the kind is in the low bits.</summary>
    private const int OwnCodes = 0x5c00_0000;

    private readonly FileBackend _inner;
    private readonly Lock _lock = new();
    private readonly Queue<Fault> _faults = new();

    /// <summary>How far handles are read that are read where the last read ended.</summary>
    private readonly ConcurrentDictionary<SafeFileHandle, long> _positions = new();

    internal ScriptedBackend(FileBackend? inner = null, params Fault[] faults)
    {
        _inner = inner ?? PlatformSelector.Current;
        foreach (Fault fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    internal override string Name => _inner.Name;

    internal override int TransferLengthMax => TransferLengthMaxForced ?? _inner.TransferLengthMax;

    internal override int VectorCountMax => VectorCountMaxForced ?? _inner.VectorCountMax;

    /// <summary>What every transfer does when the script is over.</summary>
    internal Fault Always { get; init; } = Fault.None;

    internal int? TransferLengthMaxForced { get; init; }

    internal int? VectorCountMaxForced { get; init; }

    /// <summary>Gets the calls so far: the operation, its offset and the bytes it asked for.</summary>
    internal List<(string Operation, long Offset, long Length)> Calls { get; } = [];

    /// <summary>Gets what is called before each call, on its thread.</summary>
    internal Action<string>? OnCall { get; init; }

    /// <summary>Gets the offset from which on the device is broken.</summary>
    internal long FailReadsFrom { get; init; } = long.MaxValue;

    /// <summary>Gets the hints so far.</summary>
    internal List<(FileAdvice Advice, long Offset, long Length)> Advices { get; } = [];

    /// <summary>Gets the handles that were opened so far, those of pipes too.</summary>
    internal ConcurrentBag<SafeFileHandle> Handles { get; } = [];

    /// <summary>Gets the faults that no call met yet.</summary>
    internal int FaultsLeft => _faults.Count;

    /// <summary>Lets a number of calls pass, and one more meet a fault, in place of the script so far.</summary>
    internal void FailAfter(int calls, Fault fault)
    {
        lock (_lock)
        {
            _faults.Clear();
            Calls.Clear();
            for (int call = 0; call < calls; call++)
            {
                _faults.Enqueue(Fault.None);
            }

            _faults.Enqueue(fault);
        }
    }

    /// <summary>Ends the script: what comes goes through.</summary>
    internal void Heal()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    protected override int UnsupportedCode => CodeOf(IoErrorKind.NotSupported);

    /// <summary>Gets a code of the real backend that means a kind, or one of our own when it has none.</summary>
    internal int CodeOf(IoErrorKind kind)
    {
        for (int code = 1; code < 20000; code++)
        {
            if (_inner.Classify(code) == kind)
            {
                return code;
            }
        }

        // No call of Windows is interrupted, for one.
        return OwnCodes | (int)kind;
    }

    internal override string Describe(int errorCode) => IsOwn(errorCode) ? "scripted" : _inner.Describe(errorCode);

    internal override IoErrorKind Classify(int errorCode) =>
        IsOwn(errorCode) ? (IoErrorKind)(errorCode & ~OwnCodes) : _inner.Classify(errorCode);

    internal override IoResult Open(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        handle = null;
        Fault fault = Next(request.Flags.HasFlag(FileOpenFlags.Temporary) ? "open-temporary" : "open", 0, 0);
        if (fault.Kind is { } kind)
        {
            return IoResult.Failure(CodeOf(kind));
        }

        IoResult result = _inner.Open(request, out handle);
        if (handle is not null)
        {
            Handles.Add(handle);
        }

        return result;
    }

    internal override IoResult Read(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        Fault fault = Next("read", offset, destination.Length);
        long position = offset < 0 ? _positions.GetValueOrDefault(handle) : offset;
        if (position + destination.Length > FailReadsFrom)
        {
            return IoResult.Failure(CodeOf(IoErrorKind.DeviceFault));
        }

        IoResult result = fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.Read(handle, destination[..(int)fault.Limit(destination.Length)], offset);
        if (offset < 0)
        {
            _positions[handle] = position + result.Value;
        }

        return result;
    }

    internal override IoResult Write(SafeFileHandle handle, ReadOnlySpan<byte> source, long offset)
    {
        Fault fault = Next("write", offset, source.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.Write(handle, source[..(int)fault.Limit(source.Length)], offset);
    }

    internal override IoResult ReadCached(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        Fault fault = Next("read-cached", offset, destination.Length);
        if (offset + destination.Length > FailReadsFrom)
        {
            return IoResult.Failure(CodeOf(IoErrorKind.WouldBlock));
        }

        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.ReadCached(handle, destination[..(int)fault.Limit(destination.Length)], offset);
    }

    internal override IoResult GetFacts(SafeFileHandle handle, out FileFacts facts) =>
        Faulted("facts", out IoResult failure, out facts) ? failure : _inner.GetFacts(handle, out facts);

    internal override IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts) =>
        Faulted("facts", out IoResult failure, out facts) ? failure : _inner.GetFacts(path, followsLinks, out facts);

    internal override IoResult GetFileSystem(SafeFileHandle handle, out FileSystemFacts facts)
    {
        if (Faulted("file-system", out IoResult failure, out facts))
        {
            return failure;
        }

        IoResult result = _inner.GetFileSystem(handle, out facts);
        if (FileSystemForced is { } kind)
        {
            facts = facts with { Kind = kind };
            return IoResult.Success();
        }

        return result;
    }

    internal override IoResult SetLength(SafeFileHandle handle, long length) =>
        Faulted("set-length", out IoResult failure) ? failure : _inner.SetLength(handle, length);

    internal override IoResult Flush(SafeFileHandle handle, FlushLevel level) =>
        Faulted("flush", out IoResult failure) ? failure : _inner.Flush(handle, level);

    internal override IoResult Allocate(SafeFileHandle handle, long offset, long length) =>
        Faulted("allocate", out IoResult failure) ? failure : _inner.Allocate(handle, offset, length);

    internal override IoResult Advise(SafeFileHandle handle, FileAdvice advice, long offset, long length)
    {
        Fault fault = Next("advise", offset, length);
        lock (_lock)
        {
            Advices.Add((advice, offset, length));
        }

        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.Advise(handle, advice, offset, length);
    }

    private static bool IsOwn(int errorCode) => (errorCode & OwnCodes) == OwnCodes && errorCode > 0;

    private Fault Next(string operation, long offset, long length)
    {
        OnCall?.Invoke(operation);
        lock (_lock)
        {
            Calls.Add((operation, offset, length));
            if (_faults.TryPeek(out Fault fault) && (fault.Operation is null || fault.Operation == operation))
            {
                return _faults.Dequeue();
            }

            return Always.Operation is null || Always.Operation == operation ? Always : Fault.None;
        }
    }

    private bool Faulted(string operation, out IoResult failure)
    {
        Fault fault = Next(operation, 0, 0);
        failure = fault.Kind is { } kind ? IoResult.Failure(CodeOf(kind)) : default;
        return fault.Kind is not null;
    }

    private bool Faulted<T>(string operation, out IoResult failure, out T value)
        where T : struct
    {
        value = default;
        return Faulted(operation, out failure);
    }
}
