using System;
using System.Text;

namespace Storage.Lite.Testing;

/// <summary>A call that a <see cref="MockStorage"/> saw.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record StorageCall
{
    /// <summary>Gets what was asked.</summary>
    public required StorageOperation Operation { get; init; }

    /// <summary>Gets of which key; the default value when of none. Of a list it is none.</summary>
    public StorageKey Key { get; init; }

    /// <summary>Gets the key that a copy or a rename goes to.</summary>
    public StorageKey Destination { get; init; }

    /// <summary>Gets a copy of the bytes of a put.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Gets the bytes of a put as text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);

    /// <summary>Gets how a value was put; null for other calls.</summary>
    public PutOptions? Options { get; init; }

    /// <summary>Gets the call as a line.</summary>
    /// <returns>Text for a person.</returns>
    public override string ToString() => Destination.IsEmpty
        ? $"{Operation} '{Key}'"
        : $"{Operation} '{Key}' to '{Destination}'";
}
