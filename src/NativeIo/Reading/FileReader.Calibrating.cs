namespace NativeIo;

/// <content>Choosing by what was measured here.</content>
public sealed partial class FileReader
{
    /// <summary>
    /// Measures once what the machine and the file system of a folder can do, which takes some tenths of a second; from
    /// then on all readers of the process choose by it for files on the same file system.
    /// </summary>
    /// <param name="folder">A folder that may be written to; a temporary file is made there.</param>
    /// <param name="cacheFile">
    /// Where to keep the result for other processes; an empty path keeps it in memory only. A file that cannot be read
    /// is measured again and written.
    /// </param>
    /// <returns>What was measured, now or before.</returns>
    /// <exception cref="NativeIoException">The folder cannot be written to.</exception>
    /// <exception cref="System.ObjectDisposedException">
    /// The reader is disposed; when that happens meanwhile, measuring ends at once and leaves no file.
    /// </exception>
    public ReadCalibration Calibrate(NativePath folder, NativePath cacheFile = default)
    {
        System.ObjectDisposedException.ThrowIf(_isDisposed, this);
        return ReadCalibrator.GetOrMeasure(
            folder, cacheFile, Options, () => System.ObjectDisposedException.ThrowIf(_isDisposed, this));
    }

    private ReadOptions OptionsFor(ulong device) =>
        Options.Calibration is null && ReadCalibrator.TryFind(device, out ReadCalibration? measured)
            ? Options with { Calibration = measured }
            : Options;
}
