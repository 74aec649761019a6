//! Actions that rights are checked for.

/// An action that rights are checked for. A new one is a variant here and a line in [`super::Role::does`] for every
/// role that may do it; the territory manager may do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See the first page of the back office. Checked on the territory.
    SeeHome,
    /// Use the search box. Checked on the territory; each result is then checked with [`Action::SeeBeneficiary`], or
    /// the query is limited to the [`super::AccessScope`].
    SearchBeneficiaries,
    /// See a beneficiary's card. Checked on a beneficiary.
    SeeBeneficiary,
    /// Create a beneficiary. Checked on the territory.
    CreateBeneficiary,
    /// Change contact details, language and needs. Checked on a beneficiary.
    ChangeBeneficiary,
    /// Merge two beneficiaries. Checked on both.
    MergeBeneficiaries,
    /// Issue or revoke a beneficiary's link and code. Checked on a beneficiary.
    Invite,
    /// Close a referral. Checked on a beneficiary.
    CloseReferral,
    /// See possible offers and why nothing is earlier. Checked on the territory or a beneficiary.
    SeeOffers,
    /// Hold a start for a beneficiary. Checked on a beneficiary.
    Hold,
    /// Book a start for a beneficiary. Checked on a beneficiary.
    Book,
    /// Reschedule an appointment. Checked on an appointment.
    Move,
    /// Cancel an appointment, and undo that. Checked on an appointment.
    Cancel,
    /// See whose appointment it is. Checked on an appointment; [`super::visibility`] says what others see.
    SeeAppointment,
    /// Record that a beneficiary arrived, or is in the meeting. Checked on an appointment; at its place only.
    CheckIn,
    /// Record whether the beneficiary came. Checked on an appointment; at its place only.
    RecordOutcome,
    /// See the board of the day. Checked on a site; each line is then asked for with [`super::visibility`].
    SeeBoard,
    /// Print the board of the day. Checked on a site.
    PrintBoard,
    /// See promised callbacks. Checked on the territory; each line then with [`Action::SeeBeneficiary`].
    SeeCallbacks,
    /// Record that a callback was made. Checked on a beneficiary.
    SettleCallback,
    /// See the messages of an appointment. Checked on the territory for the page, for each line of its appointment,
    /// or on the beneficiary where there is none.
    SeeMessages,
    /// Retry a failed message. Checked on its appointment, or on the beneficiary where there is none.
    RetryMessage,
    /// Abandon a message. Checked on its appointment, or on the beneficiary where there is none.
    DropMessage,
    /// See delivery figures, without recipients. Checked on the territory.
    SeeDeliveries,
    /// See waiting times as figures. Checked on the territory or an organisation.
    SeeWaitingTimes,
    /// See that somebody's time is taken. Checked on the territory or an agenda.
    SeeOccupied,
    /// See an agenda with its appointments. Checked on an agenda.
    SeeAgenda,
    /// Declare an absence. Checked on an agenda.
    DeclareAbsence,
    /// Import an outside calendar. Checked on an agenda.
    ImportCalendar,
    /// See the accounts, what they may do and when they were last used. Checked on the territory for the page, of an
    /// account for each line.
    SeeAccounts,
    /// Create an account. Checked on the territory; its first grant then with [`Action::GiveGrant`].
    AddAccount,
    /// Close an account, open it again, end its sessions, send a link for a new password. Checked on an account.
    ManageAccount,
    /// Give a grant, or take it back. Checked on the grant, and [`Action::ManageAccount`] of the account.
    GiveGrant,
    /// Change the territory itself: sites, visit types, limits. Checked on the territory.
    ChangeTerritory,
    /// See and end one's own sessions, change one's own password. Checked on an account.
    ManageOwnAccount,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 35] = [
        Self::SeeHome,
        Self::SearchBeneficiaries,
        Self::SeeBeneficiary,
        Self::CreateBeneficiary,
        Self::ChangeBeneficiary,
        Self::MergeBeneficiaries,
        Self::Invite,
        Self::CloseReferral,
        Self::SeeOffers,
        Self::Hold,
        Self::Book,
        Self::Move,
        Self::Cancel,
        Self::SeeAppointment,
        Self::CheckIn,
        Self::RecordOutcome,
        Self::SeeBoard,
        Self::PrintBoard,
        Self::SeeCallbacks,
        Self::SettleCallback,
        Self::SeeMessages,
        Self::RetryMessage,
        Self::DropMessage,
        Self::SeeDeliveries,
        Self::SeeWaitingTimes,
        Self::SeeOccupied,
        Self::SeeAgenda,
        Self::DeclareAbsence,
        Self::ImportCalendar,
        Self::SeeAccounts,
        Self::AddAccount,
        Self::ManageAccount,
        Self::GiveGrant,
        Self::ChangeTerritory,
        Self::ManageOwnAccount,
    ];

    /// True when it opens a page whose lines are checked one by one: the page itself is open to any scope.
    pub(super) const fn opens_list_page(self) -> bool {
        matches!(
            self,
            Self::SeeHome
                | Self::SearchBeneficiaries
                | Self::CreateBeneficiary
                | Self::SeeOffers
                | Self::SeeCallbacks
                | Self::SeeMessages
                | Self::SeeOccupied
                | Self::SeeAccounts
                | Self::AddAccount
        )
    }

    /// True when it is done at the site of the appointment.
    pub(super) const fn happens_on_site(self) -> bool {
        matches!(self, Self::CheckIn | Self::RecordOutcome)
    }

    /// True when it concerns only the actor's own account.
    pub(super) const fn concerns_own_account(self) -> bool {
        matches!(self, Self::ManageOwnAccount)
    }
}
