using System;
using System.Buffers.Binary;
using System.Diagnostics;

namespace Storage.Lite;

/// <summary>
/// Messages that were opened and are not in use, so that an object that is read again needs no key made again, which
/// takes ten times as long as to decrypt a page.
/// </summary>
/// <remarks>
/// <para>A message is for one caller at a time, so whoever takes one has it alone; a second reader of the same object
/// makes its own. They are found by their object's random number in sets of a few places, of which the next one is
/// overwritten when all are taken.</para>
/// <para>Ownership: owns what is in it; what leaves is disposed, which wipes it. Thread safety: the caller's lock.
/// </para>
/// </remarks>
internal sealed class SpareMessages
{
    /// <summary>With the places of a set some hundred messages, of about a kilobyte each.</summary>
    private const int SetCount = 128;

    private const int PlaceCount = 4;

    private readonly OpenedMessage?[] _places = new OpenedMessage?[SetCount * PlaceCount];
    private int _next;

    /// <summary>Takes the message of an object, if it is here. Ownership: the caller returns or disposes it.</summary>
    internal OpenedMessage? TryTakeUnsynchronized(int keyId, EnvelopeName name, ReadOnlySpan<byte> prefix)
    {
        foreach (ref OpenedMessage? place in SetOf(prefix))
        {
            if (place is { } found && found.IsOf(keyId, name, prefix))
            {
                place = null;
                return found;
            }
        }

        return null;
    }

    /// <summary>Puts a message back, or there for the first time. Ownership: transfers.</summary>
    internal void ReturnUnsynchronized(OpenedMessage message)
    {
        Span<OpenedMessage?> places = SetOf(message.Prefix);
        foreach (ref OpenedMessage? place in places)
        {
            if (place is null)
            {
                place = message;
                return;
            }
        }

        ref OpenedMessage? oldest = ref places[_next++ & (PlaceCount - 1)];
        oldest!.Dispose();
        oldest = message;
    }

    /// <summary>Wipes the messages of one key, or of all.</summary>
    internal void WipeUnsynchronized(int? keyId = null)
    {
        foreach (ref OpenedMessage? place in _places.AsSpan())
        {
            if (place is { } message && (keyId is null || message.KeyId == keyId))
            {
                message.Dispose();
                place = null;
            }
        }
    }

    private Span<OpenedMessage?> SetOf(ReadOnlySpan<byte> prefix)
    {
        Debug.Assert(prefix.Length > EnvelopeHeader.Length, "An encrypted object has a message's header too.");
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(prefix[EnvelopeHeader.IdOffset..]);
        return _places.AsSpan((int)(number % SetCount) * PlaceCount, PlaceCount);
    }
}
