using System;
using System.IO;
using System.Security.Cryptography;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class ChunkedAeadTests : IDisposable
{
    private static readonly byte[] s_key = Sequence(32, 0, 256);
    private static readonly byte[] s_salt = Sequence(24, 100, 256);

    private readonly TrackingBlockPool _pool = new();

    public void Dispose() => _pool.Dispose();

    private static byte[] Sequence(int length, int first = 0, int modulus = 251)
    {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++)
        {
            bytes[index] = (byte)((first + index) % modulus);
        }

        return bytes;
    }

    private static byte[] SealWithSalt(ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext)
    {
        byte[] message = new byte[ChunkedAead.GetMessageLength(plaintext.Length)];
        using ChunkedAeadMessage sealer = ChunkedAeadMessage.CreateWithSalt(
            s_key, context, s_salt, message.AsSpan(0, ChunkedAead.HeaderLength));
        for (int index = 0; index < ChunkedAead.GetChunkCount(plaintext.Length); index++)
        {
            int start = index * ChunkedAead.ChunkLength;
            int length = Math.Min(ChunkedAead.ChunkLength, plaintext.Length - start);
            sealer.Seal(
                index,
                plaintext.Slice(start, length),
                message.AsSpan((int)ChunkedAead.GetChunkOffset(index), length + ChunkedAead.TagLength));
        }

        return message;
    }

    private byte[] Encrypt(ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, int step)
    {
        using var output = new ChunkedBuffer(_pool.Pool);
        using var encryptor = new ChunkedEncryptor(s_key, context, output, _pool.Pool);
        for (int start = 0; start < plaintext.Length; start += step)
        {
            encryptor.Write(plaintext.Slice(start, Math.Min(step, plaintext.Length - start)), output);
        }

        encryptor.Finish(output);
        return output.ToArray();
    }

    private byte[] Decrypt(ReadOnlySpan<byte> context, ReadOnlySpan<byte> message, int step, byte[]? key = null)
    {
        using var output = new ChunkedBuffer(_pool.Pool);
        using var decryptor = new ChunkedDecryptor(key ?? s_key, context, _pool.Pool);
        for (int start = 0; start < message.Length; start += step)
        {
            decryptor.Write(message.Slice(start, Math.Min(step, message.Length - start)), output);
        }

        decryptor.Finish(output);
        return output.ToArray();
    }

    // Hashes of whole messages that another program made from the specification, with another library's primitives.
    [Theory]
    [InlineData("", 0, "fa6f2af807d2038dc1e15bb9a9d3e0b6ac4901e83cc09b9f5b0f3848c782cb15")]
    [InlineData("", 1, "6a73d30e8dc39b1dda6dc09ce931154e41c28b04a054827c6010f2a7e02652c5")]
    [InlineData("", 100, "670f9e6e6239dc5e967b29a0cb2ca4d5963dbc9164163a43bfc0414632046272")]
    [InlineData("", 16383, "35e4c5799830900d965ace711033882599cefe0fb5c398bcd8ce3a17ed6ac008")]
    [InlineData("", 16384, "7284753cdc6a53a3212ec0ef3bb45659cecee8a4068f0c62e180f0a8384285a7")]
    [InlineData("", 16385, "c334c55f454ac7069ab6c7057fe487db461fc466d23e941104a7e8c0b512a72a")]
    [InlineData("", 40000, "c08d79c397e1e0c33b551e784a6dda923a1f415862bd082420f26c5f8f494916")]
    [InlineData("context", 0, "a3512651e7a49724e97dd274a41206b8a5f7cfb47c92e5ce97b51a81ceb1d939")]
    [InlineData("context", 1, "391e3e0a4926fc643eabead9df865e5ad3d3b660385b121dd66515080f9fe3c8")]
    [InlineData("context", 100, "3db3ff5d3b4aa0ce64e82604e05adb8234de1fb203efb33720a931485795c6cf")]
    [InlineData("context", 16383, "5bbc05edae5f30c1e2008f0f557f3243b4d69214cb5c53d3d700dcfcbf2977db")]
    [InlineData("context", 16384, "16cec5cbd4fd2f39d1b5ee71840aa2a2f35f0922058620ce4ac77d125f9b4c61")]
    [InlineData("context", 16385, "540829bc922af8cf9b33ccb0957440dbe2a4187ff78d72db5cc2ccd9fed39c1f")]
    [InlineData("context", 40000, "a7f25fc842da64856e0e6084b3e3ec33030915831f8259ee5ab4dce97ffda845")]
    public void Seal_GivenSalt_MatchesAnotherImplementation(string context, int length, string hash)
    {
        byte[] message = SealWithSalt(System.Text.Encoding.ASCII.GetBytes(context), Sequence(length));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(message)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(16383, 1000)]
    [InlineData(16384, 16384)]
    [InlineData(16385, 7)]
    [InlineData(50000, 20000)]
    public void Encrypt_ThenDecrypt_GivesThePlaintext(int length, int step)
    {
        byte[] plaintext = Sequence(length);
        byte[] message = Encrypt("name"u8, plaintext, step);
        Assert.Equal(ChunkedAead.GetMessageLength(length), message.Length);
        Assert.True(ChunkedAead.TryGetPlaintextLength(message.Length, out long found));
        Assert.Equal(length, found);
        Assert.Equal(plaintext, Decrypt("name"u8, message, message.Length));
        Assert.Equal(plaintext, Decrypt("name"u8, message, 1013));
        Assert.Equal(plaintext, Decrypt("name"u8, message, 16400));
    }

    [Fact]
    public void Encrypt_SameBytesTwice_HasAnotherSaltAndCiphertext()
    {
        byte[] first = Encrypt(default, Sequence(100), 100);
        byte[] second = Encrypt(default, Sequence(100), 100);
        Assert.NotEqual(first[..24], second[..24]);
        Assert.NotEqual(first[56..], second[56..]);
    }

    [Fact]
    public void Decrypt_OtherKeyOrContext_IsRefusedAtTheHeader()
    {
        byte[] message = Encrypt("name"u8, Sequence(100), 100);
        _ = Assert.Throws<InvalidDataException>(() => Decrypt("nam"u8, message, 4096));
        _ = Assert.Throws<InvalidDataException>(() => Decrypt("name"u8, message, 4096, new byte[32]));
        Assert.Null(ChunkedAeadMessage.TryOpen(s_key, "other"u8, message.AsSpan(0, 56)));
    }

    [Fact]
    public void Decrypt_CutOffAnywhere_IsRefused()
    {
        byte[] message = Encrypt(default, Sequence(40), 40);
        for (int length = 0; length < message.Length; length++)
        {
            _ = Assert.Throws<InvalidDataException>(() => Decrypt(default, message.AsSpan(0, length), 4096));
        }

        byte[] two = Encrypt(default, Sequence(16384 + 5), 4096);
        foreach (int length in (int[])
            [56, 57, 71, 72, 73, 56 + 16400, 56 + 16400 + 15, 56 + 16400 + 16, two.Length - 1])
        {
            _ = Assert.Throws<InvalidDataException>(() => Decrypt(default, two.AsSpan(0, length), 4096));
        }
    }

    [Fact]
    public void Decrypt_AnyByteChanged_IsRefused()
    {
        byte[] message = Encrypt(default, Sequence(60), 40);
        for (int index = 0; index < message.Length; index++)
        {
            message[index] ^= 0x40;
            _ = Assert.Throws<InvalidDataException>(() => Decrypt(default, message, 4096));
            message[index] ^= 0x40;
        }
    }

    [Fact]
    public void Decrypt_ChunksExchangedOrAppended_IsRefused()
    {
        byte[] message = Encrypt(default, Sequence(3 * 16384), 4096);
        byte[] exchanged = [.. message[..56], .. message[16456..32856], .. message[56..16456], .. message[32856..]];
        _ = Assert.Throws<InvalidDataException>(() => Decrypt(default, exchanged, 4096));
        byte[] appended = [.. message, 0];
        _ = Assert.Throws<InvalidDataException>(() => Decrypt(default, appended, 4096));
        byte[] doubled = [.. message, .. message[56..]];
        _ = Assert.Throws<InvalidDataException>(() => Decrypt(default, doubled, 4096));
    }

    [Fact]
    public void Decrypt_BadSecondChunk_HandsOutOnlyTheFirst()
    {
        byte[] message = Encrypt(default, Sequence(40000), 4096);
        message[56 + 16400 + 100] ^= 1;
        using var output = new ChunkedBuffer(_pool.Pool);
        using var decryptor = new ChunkedDecryptor(s_key, default, _pool.Pool);
        _ = Assert.Throws<InvalidDataException>(() => decryptor.Write(message, output));
        Assert.Equal(Sequence(16384), output.ToArray());
        _ = Assert.Throws<InvalidOperationException>(() => decryptor.Finish(output));
        _ = Assert.Throws<InvalidOperationException>(() => decryptor.Write(message, output));
    }

    [Fact]
    public void TryOpenChunk_WrongNumber_ClearsTheDestination()
    {
        byte[] header = new byte[56];
        byte[] chunk = new byte[21];
        byte[] plaintext = Sequence(5, 1);
        using var message = ChunkedAeadMessage.Create(s_key, default, header);
        message.Seal(3, plaintext, chunk);
        byte[] opened = [9, 9, 9, 9, 9];
        Assert.False(message.TryOpenChunk(4, chunk, opened));
        Assert.Equal(new byte[5], opened);
        Assert.True(message.TryOpenChunk(3, chunk, opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Message_NumbersOutOfRange_AreRefused()
    {
        byte[] header = new byte[56];
        using var message = ChunkedAeadMessage.Create(s_key, default, header);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => message.Seal(1L << 38, default, new byte[16]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => message.Seal(-1, default, new byte[16]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => message.Seal(0, new byte[16385], new byte[16401]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => message.Seal(0, new byte[5], new byte[20]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => message.TryOpenChunk(0, new byte[15], default));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ChunkedAeadMessage.Create(new byte[16], default, header));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ChunkedAeadMessage.Create(s_key, default, new byte[55]));
        message.Dispose();
        message.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => message.Seal(0, default, new byte[16]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(71)]
    [InlineData(56 + 16400)]
    [InlineData(56 + 16400 + 15)]
    [InlineData(long.MaxValue)]
    public void TryGetPlaintextLength_LengthOfNoMessage_SaysNo(long length) =>
        Assert.False(ChunkedAead.TryGetPlaintextLength(length, out _));

    [Fact]
    public void TryGetPlaintextLength_EveryLength_IsTheInverse()
    {
        foreach (long length in (long[])[0, 1, 16383, 16384, 16385, 32768, 1L << 40, ChunkedAead.PlaintextLengthMax])
        {
            Assert.True(ChunkedAead.TryGetPlaintextLength(ChunkedAead.GetMessageLength(length), out long found));
            Assert.Equal(length, found);
        }

        _ = Assert.Throws<ArgumentOutOfRangeException>(
            () => ChunkedAead.GetMessageLength(ChunkedAead.PlaintextLengthMax + 1));
    }

    [Fact]
    public void Codecs_SteadyState_AllocateNothing()
    {
        byte[] plaintext = Sequence(16384);
        using var sealedBytes = new ChunkedBuffer(_pool.Pool);
        using var encryptor = new ChunkedEncryptor(s_key, default, sealedBytes, _pool.Pool);
        using var opened = new ChunkedBuffer(_pool.Pool);
        using var decryptor = new ChunkedDecryptor(s_key, default, _pool.Pool);
        decryptor.Write(sealedBytes.ToArray(), opened);
        sealedBytes.Clear();
        byte[] chunk = new byte[ChunkedAead.SealedChunkLength];
        AllocationAssert.Flat(
            () =>
            {
                encryptor.Write(plaintext, sealedBytes);
                sealedBytes.CopyTo(chunk);
                decryptor.Write(chunk, opened);
                sealedBytes.Clear();
                opened.Clear();
            },
            200);
    }

    [Fact]
    public void Encryptor_AfterTheEnd_TakesNothing()
    {
        using var output = new ChunkedBuffer(_pool.Pool);
        var encryptor = new ChunkedEncryptor(s_key, default, output, _pool.Pool);
        encryptor.Finish(output);
        _ = Assert.Throws<InvalidOperationException>(() => encryptor.Write("x"u8, output));
        encryptor.Dispose();
        encryptor.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => encryptor.Finish(output));
    }
}
