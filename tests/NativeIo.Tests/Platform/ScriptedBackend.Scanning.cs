using System;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Slots: the same operations as handles, by the same names.</content>
internal sealed partial class ScriptedBackend
{
    internal override bool OpensWithoutWaiting => OpensWithoutWaitingForced ?? _inner.OpensWithoutWaiting;

    internal bool? OpensWithoutWaitingForced { get; init; }

    internal override IoResult OpenSlot(in FileOpenRequest request, FileSlot slot)
    {
        Fault fault = Next("open", 0, 0);
        return fault.Kind is { } kind ? IoResult.Failure(CodeOf(kind)) : _inner.OpenSlot(request, slot);
    }

    internal override IoResult ReadSlot(FileSlot slot, Span<byte> destination, long offset)
    {
        Fault fault = Next("read", offset, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.ReadSlot(slot, destination[..(int)fault.Limit(destination.Length)], offset);
    }

    internal override IoResult GetSlotFacts(FileSlot slot, out FileFacts facts) =>
        Faulted("facts", out IoResult failure, out facts) ? failure : _inner.GetSlotFacts(slot, out facts);

    internal override void CloseSlot(FileSlot slot)
    {
        _ = Next("close", 0, 0);
        _inner.CloseSlot(slot);
    }
}
