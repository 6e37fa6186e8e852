using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace NativeIo;

/// <summary>
/// A path as the operating system has it: text, or on Unix any bytes, since a name there need not be valid UTF-8.
/// </summary>
/// <remarks>Thread safety: immutable. The default value is the empty path.</remarks>
public readonly struct NativePath : IEquatable<NativePath>
{
    private readonly string? _text;
    private readonly byte[]? _bytes;

    /// <summary>Makes a path from text.</summary>
    /// <param name="text">The path; relative ones start at the current folder.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text has a NUL character, which no system allows.</exception>
    public NativePath(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        RequireNoNul(text.IndexOf('\0', StringComparison.Ordinal), nameof(text));
        _text = text;
    }

    private NativePath(byte[] bytes) => _bytes = bytes;

    /// <summary>Gets a value indicating whether there is no path.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_text) && _bytes is null;

    /// <summary>Gets a value indicating whether the path is bytes that are not valid UTF-8.</summary>
    public bool IsBytes => _bytes is not null;

    /// <summary>
    /// Gets the bytes of a path that is no text. Ownership: borrows, valid as long as the path; empty for text.
    /// </summary>
    internal ReadOnlySpan<byte> RawBytes => _bytes;

    /// <summary>Makes a path from text.</summary>
    /// <param name="text">The path.</param>
    public static implicit operator NativePath(string text) => new(text);

    /// <summary>Compares two paths by their characters or bytes; nothing is resolved.</summary>
    /// <param name="left">One path.</param>
    /// <param name="right">Another path.</param>
    /// <returns>True when they are written alike.</returns>
    public static bool operator ==(NativePath left, NativePath right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    /// <param name="left">One path.</param>
    /// <param name="right">Another path.</param>
    /// <returns>True when they are written differently.</returns>
    public static bool operator !=(NativePath left, NativePath right) => !left.Equals(right);

    /// <summary>Makes a path from the bytes that a Unix system uses.</summary>
    /// <param name="bytes">The name without a NUL at its end.</param>
    /// <returns>A path that opens exactly that file; text when the bytes are valid UTF-8.</returns>
    /// <exception cref="ArgumentException">The bytes hold a NUL.</exception>
    public static NativePath FromBytes(ReadOnlySpan<byte> bytes)
    {
        RequireNoNul(bytes.IndexOf((byte)0), nameof(bytes));
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? new NativePath(Encoding.UTF8.GetString(bytes))
            : new NativePath(bytes.ToArray());
    }

    /// <summary>Adds a name below a folder.</summary>
    /// <param name="folder">The folder; nothing for a relative name.</param>
    /// <param name="name">What is in it, relative.</param>
    /// <returns>The joined path.</returns>
    public static NativePath Join(NativePath folder, NativePath name)
    {
        if (folder.IsEmpty)
        {
            return name;
        }

        if (!folder.IsBytes && !name.IsBytes)
        {
            return new NativePath(System.IO.Path.Join(folder._text, name._text));
        }

        byte[] left = folder.ToBytes();
        byte[] right = name.ToBytes();
        byte[] separator = left is [.., (byte)'/'] ? [] : "/"u8.ToArray();
        return FromBytes([.. left, .. separator, .. right]);
    }

    /// <summary>Gets the path as text, when it is that.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>False when the path is bytes.</returns>
    public bool TryGetText([NotNullWhen(true)] out string? text)
    {
        text = _bytes is null ? _text ?? "" : null;
        return text is not null;
    }

    /// <summary>Copies the path as a Unix system takes it: UTF-8 or the bytes themselves.</summary>
    /// <returns>An array of the caller's own, without a NUL at its end.</returns>
    public byte[] ToBytes() => _bytes is not null ? [.. _bytes] : Encoding.UTF8.GetBytes(_text ?? "");

    /// <inheritdoc/>
    public bool Equals(NativePath other) => _bytes is null || other._bytes is null
        ? _bytes == other._bytes && string.Equals(_text ?? "", other._text ?? "", StringComparison.Ordinal)
        : _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NativePath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_bytes is null)
        {
            return string.GetHashCode(_text ?? "", StringComparison.Ordinal);
        }

        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>
    /// Shows the path to a person; bytes that are not UTF-8 as <c>\xNN</c>, which does not open the file.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString() => _bytes is null ? _text ?? "" : Escape(_bytes);

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done)
            {
                _ = text.Append(rune.ToString());
            }
            else
            {
                foreach (byte value in bytes[..length])
                {
                    _ = text.Append($"\\x{value:x2}");
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static void RequireNoNul(int index, string parameter)
    {
        if (index >= 0)
        {
            throw new ArgumentException($"A path has no NUL, but there is one at {index}.", parameter);
        }
    }
}
