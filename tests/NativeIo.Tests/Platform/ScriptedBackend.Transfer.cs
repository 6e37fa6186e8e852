using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Moving bytes inside the system.</content>
internal sealed partial class ScriptedBackend
{
    /// <summary>Called before each call that moves bytes, with its name.</summary>
    internal Action<string>? BeforeMoving { get; init; }

    internal override IoResult CloneRange(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long length)
    {
        Fault fault = NextMove("clone", sourceOffset, length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.CloneRange(source, sourceOffset, destination, destinationOffset, length);
    }

    internal override IoResult CopyRange(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long length)
    {
        Fault fault = NextMove("copy-range", sourceOffset, length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : fault.LengthMax == 0
                ? IoResult.Success()
                : _inner.CopyRange(source, sourceOffset, destination, destinationOffset, fault.Limit(length));
    }

    internal override IoResult SendFile(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long length)
    {
        Fault fault = NextMove("send-file", sourceOffset, length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.SendFile(source, sourceOffset, destination, fault.Limit(length));
    }

    internal override IoResult Splice(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long length)
    {
        Fault fault = NextMove("splice", sourceOffset, length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.Splice(source, sourceOffset, destination, destinationOffset, fault.Limit(length));
    }

    internal override IoResult CreatePipe(out SafeFileHandle? reader, out SafeFileHandle? writer)
    {
        reader = null;
        writer = null;
        if (Faulted("pipe", out IoResult failure))
        {
            return failure;
        }

        IoResult result = _inner.CreatePipe(out reader, out writer);
        if (result.IsSuccess)
        {
            Handles.Add(reader!);
            Handles.Add(writer!);
        }

        return result;
    }

    internal override IoResult SetPipeCapacity(SafeFileHandle pipe, int capacity) =>
        Faulted("pipe-capacity", out IoResult failure) ? failure : _inner.SetPipeCapacity(pipe, capacity);

    internal override IoResult SeekTo(SafeFileHandle handle, long offset, SeekPlace place) =>
        Faulted("seek", out IoResult failure) ? failure : _inner.SeekTo(handle, offset, place);

    internal override IoResult WaitUntilReady(SafeFileHandle handle, bool forWriting, int timeoutMs) =>
        Faulted("wait", out IoResult failure) ? failure : _inner.WaitUntilReady(handle, forWriting, timeoutMs);

    private Fault NextMove(string operation, long offset, long length)
    {
        BeforeMoving?.Invoke(operation);
        return Next(operation, offset, length);
    }
}
