using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>
/// A get of a plain file by ours, and a value of the same length decrypted by the bare AesGcm: chunks of the same
/// length, one key, memory that is used again.
/// </summary>
internal sealed class PlainGetAndDecrypt : GetWorkload
{
    private readonly FileStorage _storage;
    private readonly StorageKey[] _keys;
    private readonly AesGcm _cipher = new(new byte[ChunkKey.Length], ChunkKey.TagLength);
    private readonly byte[] _nonce = new byte[ChunkKey.NonceLength];
    private readonly byte[][] _encrypted;
    private readonly byte[] _tags;
    private readonly byte[] _plain;
    private readonly int _chunkCount;

    public PlainGetAndDecrypt(StoreWork work)
        : base(work)
    {
        _storage = FileStorage.Open(work.ObjectFolder());
        _keys = [.. work.Keys().Select(StorageKey.Parse)];
        _plain = new byte[work.Size.Length];
        _chunkCount = (work.Size.Length / ChunkKey.ChunkLength) + 1;
        _tags = new byte[work.Size.KeyCount * _chunkCount * ChunkKey.TagLength];
        _encrypted = [.. Enumerable.Range(0, work.Size.KeyCount).Select(Encrypt)];
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            int key = keys.Span[op];
            using StorageContent content = await _storage.TryGetAsync(_keys[key]);
            Decrypt(key);
            checksum += content.Bytes.Length == _plain.Length ? Look(_plain, key) : 0;
        }

        return checksum;
    }

    protected override void Release()
    {
        _cipher.Dispose();
        _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private byte[] Encrypt(int key)
    {
        byte[] value = Work.ValueOf(key);
        var encrypted = new byte[value.Length];
        for (int chunk = 0; chunk < _chunkCount; chunk++)
        {
            (int start, int length) = PlaceOf(chunk);
            SetNonce(key, chunk);
            _cipher.Encrypt(
                _nonce, value.AsSpan(start, length), encrypted.AsSpan(start, length), TagOf(key, chunk));
        }

        return encrypted;
    }

    private void Decrypt(int key)
    {
        for (int chunk = 0; chunk < _chunkCount; chunk++)
        {
            (int start, int length) = PlaceOf(chunk);
            SetNonce(key, chunk);
            _cipher.Decrypt(
                _nonce, _encrypted[key].AsSpan(start, length), TagOf(key, chunk), _plain.AsSpan(start, length));
        }
    }

    private (int Start, int Length) PlaceOf(int chunk)
    {
        int start = chunk * ChunkKey.ChunkLength;
        return (start, Math.Min(ChunkKey.ChunkLength, Work.Size.Length - start));
    }

    private Span<byte> TagOf(int key, int chunk) =>
        _tags.AsSpan(((key * _chunkCount) + chunk) * ChunkKey.TagLength, ChunkKey.TagLength);

    private void SetNonce(int key, int chunk)
    {
        BitConverter.TryWriteBytes(_nonce, key);
        BitConverter.TryWriteBytes(_nonce.AsSpan(sizeof(int)), chunk);
    }
}
