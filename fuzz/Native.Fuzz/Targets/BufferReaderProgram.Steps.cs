using System;
using System.Buffers;
using System.Numerics;
using System.Text;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <content>One step: an operation and its argument, on both sides.</content>
internal static partial class BufferReaderProgram
{
    private const int LengthPrefixCount = (int)LengthPrefix.VarUInt64 + 1;

    private static readonly byte[] Delimiters = "\n,; "u8.ToArray();
    private static readonly SearchValues<byte> DelimiterValues = SearchValues.Create(Delimiters);

    private static void Step(ref BufferReader reader, NaiveReader model, byte operation, byte argument, bool canShare)
    {
        switch (operation % 8)
        {
            case 0:
                Number(ref reader, model, argument);
                break;
            case 1:
                Run(ref reader, model, operation >> 3, argument);
                break;
            case 2:
                Move(ref reader, model, operation >> 3, argument);
                break;
            case 3:
                Delimited(ref reader, model, operation >> 3, argument);
                break;
            case 4:
                Limited(ref reader, model, operation >> 3, argument);
                break;
            case 5:
                VarInts(ref reader, model, operation >> 3, (argument & 1) != 0);
                break;
            case 6:
                Prefixed(ref reader, model, operation >> 3, argument, canShare);
                break;
            default:
                Find(ref reader, model, operation >> 3, argument);
                break;
        }
    }

    private static void Run(ref BufferReader reader, NaiveReader model, int kind, int length)
    {
        byte[] destination = new byte[length];
        switch (kind % 6)
        {
            case 0:
                bool isRead = reader.TryReadExact(length, out ReadOnlySpan<byte> bytes);
                Same(model.Read(length), isRead, bytes, "TryReadExact");
                break;
            case 1:
                isRead = reader.TryRead(destination);
                Same(model.Read(length), isRead, destination, "TryRead into a span");
                break;
            case 2:
                int start = model.Position;
                isRead = reader.TryCopyTo(destination);
                Same(model.Read(length), isRead, destination, "TryCopyTo");
                model.Position = start;
                break;
            case 3:
                isRead = reader.TryReadString(length, Encoding.UTF8, out string? text);
                byte[]? expected = model.Read(length);
                Verify.Equal(expected is not null, isRead, "TryReadString");
                Verify.True(
                    expected is null ? text is null : Encoding.UTF8.GetString(expected) == text, "Text differs");
                break;
            case 4:
                isRead = reader.TryRead(out byte value);
                Same(model.Read(1), isRead, [value], "TryRead");
                break;
            default:
                isRead = reader.TryPeek(length, out value);
                Verify.Equal(length < model.Remaining, isRead, "TryPeek");
                Verify.Equal(isRead ? model.Rest[length] : (byte)0, value, "Peeked byte");
                break;
        }
    }

    private static void Move(ref BufferReader reader, NaiveReader model, int kind, int count)
    {
        switch (kind % 5)
        {
            case 0:
                bool isMoved = reader.TryAdvance(count);
                Verify.Equal(model.Read(count) is not null, isMoved, "TryAdvance");
                break;
            case 1 when count <= model.Remaining:
                reader.Advance(count);
                model.Position += count;
                break;
            case 2 when count <= model.Position:
                reader.Rewind(count);
                model.Position -= count;
                break;
            case 3:
                MoveOutside(ref reader, model, count);
                break;
            case 4:
                reader.Rewind(reader.Consumed);
                model.Position = 0;
                break;
            default:
                break;
        }
    }

    private static void MoveOutside(ref BufferReader reader, NaiveReader model, int count)
    {
        long tooFar = (long)count + 1;
        bool isRefused = false;
        try
        {
            switch (count % 4)
            {
                case 0:
                    reader.Advance(model.Remaining + tooFar);
                    break;
                case 1:
                    reader.Advance(-tooFar);
                    break;
                case 2:
                    reader.Rewind(model.Position + tooFar);
                    break;
                default:
                    reader.Rewind(-tooFar);
                    break;
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            isRefused = true;
        }

        Verify.True(isRefused, "A move to outside was made");
    }

    private static void Delimited(ref BufferReader reader, NaiveReader model, int kind, byte argument)
    {
        bool advancePast = (argument & 1) == 0;
        byte delimiter = Delimiters[(argument >> 1) % Delimiters.Length];
        ReadOnlySpan<byte> needle = Needle(model, argument);
        switch (kind % 5)
        {
            case 0:
                bool isRead = reader.TryReadTo(out ReadOnlySpan<byte> bytes, delimiter, advancePast);
                Same(model.ReadTo([delimiter], advancePast), isRead, bytes, "TryReadTo a byte");
                break;
            case 1:
                isRead = reader.TryReadTo(out bytes, needle, advancePast);
                Same(model.ReadTo(needle, advancePast), isRead, bytes, "TryReadTo a run");
                break;
            case 2:
                isRead = reader.TryReadTo(out bytes, delimiter, (byte)'\\', advancePast);
                Same(
                    model.ReadToUnescaped(delimiter, (byte)'\\', advancePast), isRead, bytes, "TryReadTo unescaped");
                break;
            case 3:
                isRead = reader.TryReadToAny(out bytes, DelimiterValues, advancePast);
                Same(model.ReadToAny(Delimiters, advancePast), isRead, bytes, "TryReadToAny");
                break;
            default:
                isRead = reader.TryReadLine(out bytes);
                Same(model.ReadLine(), isRead, bytes, "TryReadLine");
                break;
        }
    }

    private static void Limited(ref BufferReader reader, NaiveReader model, int kind, byte argument)
    {
        int lengthMax = argument >> 2;
        byte delimiter = Delimiters[argument % Delimiters.Length];
        bool advancePast = (kind & 4) == 0;
        ReadOnlySpan<byte> needle = Needle(model, argument);
        ReadStatus status;
        ReadOnlySpan<byte> bytes;
        (ReadStatus Status, byte[] Bytes) expected;
        switch (kind % 3)
        {
            case 0:
                status = reader.TryReadTo(delimiter, lengthMax, out bytes, advancePast);
                expected = model.ReadTo([delimiter], lengthMax, advancePast);
                break;
            case 1:
                status = reader.TryReadTo(needle, lengthMax, out bytes, advancePast);
                expected = model.ReadTo(needle, lengthMax, advancePast);
                break;
            default:
                status = reader.TryReadLine(lengthMax, out bytes);
                expected = model.ReadLine(lengthMax);
                break;
        }

        Verify.Equal((int)expected.Status, (int)status, "Status of a limited read");
        Verify.Equal(expected.Bytes, bytes, "Limited read");
    }

    private static void VarInts(ref BufferReader reader, NaiveReader model, int kind, bool allowOverlong)
    {
        int bits = kind % 2 == 0 ? 32 : 64;
        (ReadStatus expectedStatus, ulong expected) = model.ReadVarInt(bits, allowOverlong);
        ReadStatus status;
        ulong value;
        switch (kind % 4)
        {
            case 0:
                status = reader.TryReadVarUInt32(out uint value32, allowOverlong);
                value = value32;
                break;
            case 1:
                status = reader.TryReadVarUInt64(out value, allowOverlong);
                break;
            case 2:
                status = reader.TryReadVarInt32(out int signed32, allowOverlong);
                value = ZigZag(signed32) & uint.MaxValue;
                break;
            default:
                status = reader.TryReadVarInt64(out long signed64, allowOverlong);
                value = ZigZag(signed64);
                break;
        }

        Verify.Equal((int)expectedStatus, (int)status, "Status of a variable-length integer");
        Verify.Equal(expected, value, "Variable-length integer");
    }

    private static void Prefixed(ref BufferReader reader, NaiveReader model, int kind, byte argument, bool canShare)
    {
        var prefix = (LengthPrefix)(argument % LengthPrefixCount);
        int lengthMax = argument / LengthPrefixCount * 4;
        int start = model.Position;
        (ReadStatus expectedStatus, byte[] expected) = model.ReadPrefixed(prefix, lengthMax);
        ReadStatus status;
        switch (kind % 3)
        {
            case 0:
                status = reader.TryReadLengthPrefixed(prefix, lengthMax, out ReadOnlySpan<byte> bytes);
                Verify.Equal(expected, bytes, "Length-prefixed bytes");
                break;
            case 1:
                status = reader.TryReadLengthPrefixedString(prefix, lengthMax, Encoding.UTF8, out string? text);
                Verify.True(
                    status == ReadStatus.Done ? text == Encoding.UTF8.GetString(expected) : text is null,
                    "Length-prefixed text differs");
                break;
            case 2 when canShare:
                status = reader.TryReadLengthPrefixedBlob(prefix, lengthMax, out BufferSlice blob);
                new ModelSlice(blob, expected).VerifyContent();
                blob.Dispose();
                break;
            default:
                model.Position = start;
                return;
        }

        Verify.Equal((int)expectedStatus, (int)status, "Status of a length-prefixed read");
    }

    private static void Find(ref BufferReader reader, NaiveReader model, int kind, byte argument)
    {
        bool advancePast = (argument & 1) == 0;
        byte delimiter = Delimiters[(argument >> 1) % Delimiters.Length];
        ReadOnlySpan<byte> needle = Needle(model, argument);
        switch (kind % 7)
        {
            case 0:
                Verify.Equal(
                    model.ReadTo([delimiter], advancePast) is not null,
                    reader.TryAdvanceTo(delimiter, advancePast),
                    "TryAdvanceTo a byte");
                break;
            case 1:
                Verify.Equal(
                    model.ReadTo(needle, advancePast) is not null,
                    reader.TryAdvanceTo(needle, advancePast),
                    "TryAdvanceTo a run");
                break;
            case 2:
                Verify.Equal(
                    model.ReadToAny(Delimiters, advancePast) is not null,
                    reader.TryAdvanceToAny(DelimiterValues, advancePast),
                    "TryAdvanceToAny");
                break;
            case 3:
                Verify.Equal(model.SkipAny([delimiter]), reader.AdvancePast(delimiter), "AdvancePast");
                break;
            case 4:
                Verify.Equal(model.SkipAny(Delimiters), reader.AdvancePastAny(DelimiterValues), "AdvancePastAny");
                break;
            case 5:
                bool isNext = !model.Rest.IsEmpty && model.Rest[0] == delimiter;
                Verify.Equal(isNext, reader.IsNext(delimiter, advancePast), "IsNext a byte");
                model.Position += isNext && advancePast ? 1 : 0;
                break;
            default:
                isNext = model.Rest.StartsWith(needle);
                Verify.Equal(isNext, reader.IsNext(needle, advancePast), "IsNext a run");
                model.Position += isNext && advancePast ? needle.Length : 0;
                break;
        }
    }

    // Bytes from further on, so that matches happen, with a change in one of eight, so that near misses do.
    private static byte[] Needle(NaiveReader model, byte argument)
    {
        int offset = Math.Min((argument >> 3) * 3, Math.Max(model.Remaining - 1, 0));
        int length = Math.Clamp((argument >> 2) + 1, 1, Math.Max(model.Remaining - offset, 1));
        byte[] needle = model.Remaining == 0 ? [(byte)'\n'] : model.Rest.Slice(offset, length).ToArray();
        needle[^1] ^= (byte)(argument % 8 == 7 ? 1 : 0);
        return needle;
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static void Same(byte[]? expected, bool isRead, ReadOnlySpan<byte> actual, string what)
    {
        Verify.Equal(expected is not null, isRead, what);
        if (isRead)
        {
            Verify.Equal(expected, actual, what);
        }
    }

    private static void SameNumber(BigInteger? expected, bool isRead, BigInteger actual)
    {
        Verify.Equal(expected is not null, isRead, "Read of a number");
        Verify.Equal(expected ?? BigInteger.Zero, actual, "Number");
    }
}
