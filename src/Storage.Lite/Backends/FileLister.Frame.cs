using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading;
using NativeIo;

namespace Storage.Lite;

/// <content>The folders that are open.</content>
internal sealed partial class FileLister
{
    /// <summary>A folder that the list is in.</summary>
    private sealed class Frame : IDisposable
    {
        private readonly FileLister _lister;
        private readonly bool _isOwned;
        private readonly FolderWindow _window;
        private readonly FolderWindow.Filter _filter;
        private byte[] _scratch = new byte[StorageKey.BytesMax];

        internal Frame(FileLister lister, RootedDirectory folder, bool isOwned, byte[] beginning)
        {
            _lister = lister;
            _isOwned = isOwned;
            _filter = IsWanted;
            _window = new FolderWindow(lister._namesMax);
            Folder = folder;
            Beginning = beginning;
            try
            {
                _window.Fill(folder, lister._keys, IsRoot, _filter);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal RootedDirectory Folder { get; }

        /// <summary>Gets what all keys in it begin with.</summary>
        internal byte[] Beginning { get; }

        private bool IsRoot => Beginning.Length == 0;

        internal bool TryTake(
            [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(true)] out string? name, out bool isFolder)
        {
            while (_window.TryTake(
                Folder, _lister._keys, IsRoot, _filter, out ReadOnlySpan<byte> part, out isFolder))
            {
                // What is skipped may have changed since the window was filled.
                if (IsWanted(part, isFolder))
                {
                    bytes = [.. Beginning, .. part];
                    name = _lister._keys.NameOf(part, isFolder);
                    return true;
                }
            }

            bytes = null;
            name = null;
            return false;
        }

        /// <summary>Makes the name that was taken last the next one again.</summary>
        internal void StepBack() => _window.StepBack();

        public void Dispose()
        {
            if (_isOwned)
            {
                Folder.Dispose();
            }
        }

        private bool IsWanted(ReadOnlySpan<byte> part, bool isFolder)
        {
            int length = Beginning.Length + part.Length;
            if (length > _scratch.Length)
            {
                Array.Resize(ref _scratch, length);
            }

            Beginning.CopyTo(_scratch, 0);
            part.CopyTo(_scratch.AsSpan(Beginning.Length));
            return _lister.IsWanted(_scratch.AsSpan(0, length), isFolder);
        }
    }
}
