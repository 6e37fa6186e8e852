using System;
using System.Collections.Generic;
using System.Linq;
using ChunkedBuffers;

namespace Native.Samples;

/// <summary>
/// A decoded value and all that is in it. Text and blobs are slices of the memory that they arrived in. Ownership: the
/// receiver disposes the outermost value, which disposes the tree.
/// </summary>
public sealed class RespValue : IDisposable
{
    private List<RespValue>? _items;
    private bool _isDisposed;

    internal RespValue(RespKind kind, BufferSlice content = default, long integer = 0, double number = 0)
    {
        Kind = kind;
        Content = content;
        Integer = integer;
        Number = number;
    }

    public RespKind Kind { get; }

    /// <summary>The bytes of strings, errors and big numbers; of a verbatim string without its letters.</summary>
    public BufferSlice Content { get; }

    /// <summary>The number of an <see cref="RespKind.Integer"/>; 1 or 0 of a <see cref="RespKind.Boolean"/>.</summary>
    public long Integer { get; }

    /// <summary>The number of a <see cref="RespKind.Double"/>.</summary>
    public double Number { get; }

    /// <summary>Whether a <see cref="RespKind.Boolean"/> is true.</summary>
    public bool IsTrue => Integer != 0;

    /// <summary>The three letters of a verbatim string, such as "txt"; else null.</summary>
    public string? Format { get; internal init; }

    /// <summary>The elements of an aggregate; of a map keys and values in turn.</summary>
    public IReadOnlyList<RespValue> Items => (IReadOnlyList<RespValue>?)_items ?? [];

    /// <summary>
    /// What was said about this value in front of it, keys and values in turn; null when nothing was.
    /// </summary>
    public RespValue? Attributes { get; internal set; }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Content.Dispose();
        Attributes?.Dispose();
        foreach (RespValue item in Items)
        {
            item.Dispose();
        }
    }

    /// <summary>The value on one line, for messages and comparisons in tests.</summary>
    public override string ToString()
    {
        string text = Kind switch
        {
            RespKind.Integer => $"{Integer}",
            RespKind.Double => $"{Number:R}",
            RespKind.Boolean => IsTrue ? "true" : "false",
            RespKind.Null => string.Empty,
            RespKind.Array or RespKind.Map or RespKind.Set or RespKind.Push or RespKind.Attribute =>
                $"[{string.Join(", ", Items)}]",
            _ => $"\"{Hex(Content)}\"",
        };
        string attributes = Attributes is null ? string.Empty : $"{{{string.Join(", ", Attributes.Items)}}}";
        return $"{attributes}{Kind}{(Format is null ? string.Empty : $":{Format}")} {text}".TrimEnd();
    }

    /// <summary>Ownership: transfers the item. The list grows with what arrives, not with what was announced.</summary>
    internal void Add(RespValue item) => (_items ??= []).Add(item);

    /// <summary>Moves the items of another value here.</summary>
    internal void TakeItemsOf(RespValue other)
    {
        foreach (RespValue item in other.Items.ToArray())
        {
            Add(item);
        }

        other._items = null;
    }
    private static string Hex(BufferSlice content)
    {
        using var reader = new BufferReader(content);
        reader.TryReadExact((int)content.Length, out ReadOnlySpan<byte> bytes);
        return Convert.ToHexString(bytes);
    }
}
