using System;
using System.IO;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <summary>
/// Encrypted messages that are changed, cut, extended or left alone, and decrypted in portions: what comes out is the
/// beginning of the plaintext in whole chunks, and all of it only when the message is as it was.
/// </summary>
internal static class ChunkedAeadReading
{
    private const int PlaintextLengthMax = 40_000;

    private static readonly byte[] s_key = new byte[ChunkedAead.KeyLength];

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            RunProgram(new FuzzInput(input), pool.Pool);
            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    private static void RunProgram(FuzzInput input, BlockPool pool)
    {
        byte[] plaintext = new byte[input.NextUInt16() % PlaintextLengthMax];
        byte filler = input.NextByte();
        for (int index = 0; index < plaintext.Length; index++)
        {
            plaintext[index] = (byte)(filler + (index * 7));
        }

        byte[] message = Encrypt(plaintext, 1 + input.NextUInt16(), pool);
        byte[] damaged = Damage(message, ref input);
        bool isWhole = damaged.AsSpan().SequenceEqual(message);
        int step = 1 + input.NextUInt16();
        using var output = new ChunkedBuffer(pool);
        bool isRead = TryDecrypt(damaged, step, output, pool);
        Verify.True(isRead == isWhole, $"A message that is {(isWhole ? "whole" : "damaged")} was read: {isRead}");
        byte[] opened = output.ToArray();
        Verify.True(opened.Length <= plaintext.Length, "More came out than went in");
        Verify.Equal(plaintext.AsSpan(0, opened.Length), opened, "Plaintext");
        Verify.True(
            isWhole ? opened.Length == plaintext.Length : opened.Length % ChunkedAead.ChunkLength == 0,
            "Part of a chunk");
    }

    private static byte[] Encrypt(ReadOnlySpan<byte> plaintext, int step, BlockPool pool)
    {
        using var output = new ChunkedBuffer(pool);
        using var encryptor = new ChunkedEncryptor(s_key, "fuzz"u8, output, pool);
        for (int start = 0; start < plaintext.Length; start += step)
        {
            encryptor.Write(plaintext.Slice(start, Math.Min(step, plaintext.Length - start)), output);
        }

        encryptor.Finish(output);
        return output.ToArray();
    }

    private static bool TryDecrypt(ReadOnlySpan<byte> message, int step, ChunkedBuffer output, BlockPool pool)
    {
        using var decryptor = new ChunkedDecryptor(s_key, "fuzz"u8, pool);
        try
        {
            for (int start = 0; start < message.Length; start += step)
            {
                decryptor.Write(message.Slice(start, Math.Min(step, message.Length - start)), output);
            }

            decryptor.Finish(output);
            return true;
        }
        catch (InvalidDataException)
        {
            // The answer for a message that is not as it was.
            return false;
        }
    }

    private static byte[] Damage(byte[] message, ref FuzzInput input)
    {
        int place = (int)((uint)(input.NextUInt16() | (input.NextByte() << 16)) % (uint)message.Length);
        switch (input.NextByte() % 6)
        {
            case 1:
                byte[] changed = (byte[])message.Clone();
                changed[place] ^= input.NextByte();
                return changed;
            case 2:
                return message[..place];
            case 3:
                return [.. message, .. input.Rest[..Math.Min(input.Rest.Length, 20)]];
            case 4:
                return [.. message[..place], .. message[Math.Min(message.Length, place + 16400)..]];
            case 5:
                return [.. message[..place], input.NextByte(), .. message[place..]];
            default:
                return message;
        }
    }
}
