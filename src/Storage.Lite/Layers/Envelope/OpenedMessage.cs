using System;
using NativeIo;

namespace Storage.Lite;

/// <summary>A message that was opened, with everything that its key was made from.</summary>
/// <param name="message">The message. Ownership: transfers.</param>
/// <param name="keyId">The number of the key that opened it.</param>
/// <param name="name">What it is bound to.</param>
/// <param name="prefix">All bytes before the first frame: header, salt and commitment. Ownership: copied.</param>
/// <remarks>Thread safety: one caller at a time.</remarks>
internal sealed class OpenedMessage(
    ChunkedAeadMessage message, int keyId, EnvelopeName name, ReadOnlySpan<byte> prefix) : IDisposable
{
    private readonly byte[] _prefix = prefix.ToArray();

    /// <summary>Gets the message. Ownership: borrows.</summary>
    internal ChunkedAeadMessage Message { get; } = message;

    /// <summary>Gets the number of the key.</summary>
    internal int KeyId { get; } = keyId;

    /// <summary>Gets the bytes before the first frame. Ownership: borrows.</summary>
    internal ReadOnlySpan<byte> Prefix => _prefix;

    /// <summary>Says whether opening what is described here would make the same message.</summary>
    internal bool IsOf(int keyId, EnvelopeName name, ReadOnlySpan<byte> prefix) =>
        KeyId == keyId && prefix.SequenceEqual(_prefix) && Name == name;

    /// <summary>Wipes the message's key.</summary>
    public void Dispose() => Message.Dispose();

    private EnvelopeName Name { get; } = name;
}
